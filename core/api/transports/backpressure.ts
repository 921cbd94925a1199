/** What one slow connection may keep in memory; more is only taken from its streams when the reader has caught up. */
export const sendBufferBytes = 1_048_576

/** Lets senders wait until their connection has room again. `release` lets all go on; after `end` nobody waits any more. */
export function createGate() {
  let waiting: (() => void)[] = []
  let hasEnded = false
  const release = () => {
    const all = waiting
    waiting = []
    for (const go of all) go()
  }
  return {
    wait: (): Promise<void> | undefined => (hasEnded ? undefined : new Promise((resolve) => waiting.push(resolve))),
    release,
    end() {
      hasEnded = true
      release()
    },
  }
}
