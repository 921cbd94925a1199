const msPerUnit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** `"250ms" | "30s" | "5m" | "1h" | "2d"` (decimals allowed) as milliseconds; null when the text is no duration. */
export function parseDurationMs(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim())
  if (!match) return null
  return Math.round(Number(match[1]) * msPerUnit[match[2] as keyof typeof msPerUnit])
}

const bytesPerUnit: Record<string, number> = {
  '': 1,
  k: 1e3,
  K: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

/** A Kubernetes quantity such as `"256Mi"` or `"1.5G"` as whole bytes; null when the text is no quantity. */
export function parseBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([kKMGT]i?)?$/.exec(text.trim())
  if (!match) return null
  const factor = bytesPerUnit[match[2] ?? '']
  return factor === undefined ? null : Math.round(Number(match[1]) * factor)
}
