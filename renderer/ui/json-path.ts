/** Where a value stands, as JSONPath: `$.files[0]["a name"]`. */
export const jsonPath = (steps: readonly (string | number)[]): string =>
  `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : /^[A-Za-z_]\w*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join('')}`

/** A value as it was sent: words as they are, everything else as JSON. */
export const rawText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? String(value)))
