/**
 * Hands lines on as they come, and gathers them when many come at once: at most `perBatch` events a `batchMs`, the lines of one batch in one
 * event, and of a batch that is too long its beginning and its end. `close` hands on the rest.
 */
export function createLogLines(
  emit: (line: string) => void,
  options: { batchMs?: number; perBatch?: number; maxLines?: number; maxLength?: number } = {},
) {
  const { batchMs = 250, perBatch = 20, maxLines = 200, maxLength = 2_000 } = options
  let sent = 0
  let held: string[] = []
  let left = 0
  let timer: NodeJS.Timeout | null = null
  const flush = () => {
    timer = null
    sent = 0
    if (held.length === 0) return
    const text = left > 0 ? [...held.slice(0, maxLines / 2), `… ${left} lines left out …`, ...held.slice(maxLines / 2)] : held
    ;[held, left] = [[], 0]
    emit(text.join('\n'))
  }
  return {
    push(line: string) {
      const whole = line.length > maxLength ? `${line.slice(0, maxLength)} …` : line
      timer ??= setTimeout(flush, batchMs)
      if (sent < perBatch && held.length === 0) {
        sent++
        emit(whole)
        return
      }
      held.push(whole)
      if (held.length > maxLines) {
        held.splice(maxLines / 2, 1)
        left++
      }
    },
    close() {
      if (timer) clearTimeout(timer)
      flush()
    },
  }
}
