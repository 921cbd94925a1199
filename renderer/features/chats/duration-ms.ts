const unitMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A manifest's duration, such as `90s` or `1.5h`, in milliseconds; null when it is none. */
export function durationMs(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim())
  return match?.[2] ? Number(match[1]) * (unitMs[match[2]] ?? 0) : null
}
