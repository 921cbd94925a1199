import type { PullProgress } from '../port.ts'
import type { TransferEnd } from './transfer.ts'

/** Ollama checks what it has fetched without a word, which takes minutes for a large model on a slow disk. */
const checkingMs = 15 * 60_000

/**
 * One pull through Ollama, which keeps what it has and goes on from there by itself when it is asked again. Ends when nothing came for
 * `stallMs`; never throws but for its signal.
 */
export async function pullThroughOllama(
  pull: (signal: AbortSignal) => AsyncIterable<PullProgress>,
  options: { stallMs: number; onProgress(progress: { receivedBytes: number; totalBytes: number | null; isChecking: boolean }): void },
  signal: AbortSignal,
): Promise<TransferEnd> {
  const { stallMs, onProgress } = options
  const stall = new AbortController()
  const isSilent = () => stall.abort()
  let timer = setTimeout(isSilent, stallMs)
  /** A model comes in layers, each with a status of its own. */
  const layers = new Map<string, { completed: number; total: number }>()
  let received = -1
  try {
    for await (const { status, completedBytes, totalBytes, isDone, error, isUnreachable } of pull(AbortSignal.any([signal, stall.signal]))) {
      signal.throwIfAborted()
      if (stall.signal.aborted) break
      if (error !== null) return isUnreachable ? { type: 'retry', why: 'Ollama does not answer. Start it.' } : { type: 'failed', why: inWords(error) }
      if (isDone) return { type: 'complete' }
      if (totalBytes !== null) layers.set(status, { completed: Math.max(completedBytes ?? 0, layers.get(status)?.completed ?? 0), total: totalBytes })
      const all = [...layers.values()]
      const now = all.reduce((sum, { completed }) => sum + completed, 0)
      const isChecking = !status.startsWith('pulling')
      // Ollama repeats its numbers while nothing comes: only more bytes count.
      if (now !== received || isChecking) {
        clearTimeout(timer)
        timer = setTimeout(isSilent, isChecking ? checkingMs : stallMs)
      }
      received = now
      onProgress({ receivedBytes: now, totalBytes: all.length > 0 ? all.reduce((sum, { total }) => sum + total, 0) : null, isChecking })
    }
    signal.throwIfAborted()
    return { type: 'retry', why: stall.signal.aborted ? `Nothing came for ${Math.round(stallMs / 1000)} s.` : 'Ollama ended the download early.' }
  } finally {
    clearTimeout(timer)
    stall.abort()
  }
}

function inWords(error: string): string {
  if (/file does not exist|not found/i.test(error)) return 'Ollama’s library has no model of that name. Check the name and its tag.'
  if (/no space left|disk/i.test(error)) return 'The disk on which Ollama keeps its models is full. Make room, then resume.'
  return `Ollama says: ${error}`
}
