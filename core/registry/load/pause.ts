import { setImmediate } from 'node:timers/promises'

/** Lets timers, sockets and windows have their turn every `sliceMs` while thousands of small synchronous reads go on. */
export function createPause(sliceMs = 12): () => Promise<void> | undefined {
  let started = performance.now()
  return () => {
    if (performance.now() - started < sliceMs) return undefined
    return setImmediate().then(() => {
      started = performance.now()
    })
  }
}
