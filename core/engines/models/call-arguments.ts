/** Arguments as providers take them back: an object. What a model garbled is shown to it as it wrote it. */
export const asArguments = (given: unknown): Record<string, unknown> =>
  typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Record<string, unknown>) : { value: given }
