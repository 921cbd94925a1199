/** What to do when the page's process is gone. */
export type Recovery = 'ignore' | 'reload' | 'ask'

const windowMs = 60_000
const maxReloads = 3

/** Reloads a page that crashed, but asks the person once it has crashed three times within a minute. Chats lose nothing by either: core runs on. */
export function createRestartPolicy(now: () => number = Date.now) {
  let crashes: number[] = []
  return {
    afterCrash(reason: string): Recovery {
      if (reason === 'clean-exit') return 'ignore'
      crashes = [...crashes.filter((time) => now() - time < windowMs), now()]
      return crashes.length > maxReloads ? 'ask' : 'reload'
    },
    /** The person chose to try again. */
    reset(): void {
      crashes = []
    },
  }
}
