/** How long the core may take to write down what runs before the app ends without it. */
export const quitDeadlineMs = 5_000

/** Closes once, whoever asks; ends in time even when `close` does not, and then says so. A failure to close never keeps the app open. */
export function createGracefulQuit(
  close: () => Promise<void>,
  { deadlineMs = quitDeadlineMs, onProblem }: { deadlineMs?: number; onProblem(message: string): void },
) {
  let ending: Promise<void> | null = null
  const end = async () => {
    const { promise: late, resolve } = Promise.withResolvers<'late'>()
    const timer = setTimeout(() => resolve('late'), deadlineMs)
    try {
      if ((await Promise.race([close(), late])) === 'late')
        onProblem(`The core did not close within ${deadlineMs / 1000} s. What was on disk is kept.`)
    } catch (error) {
      onProblem(`The core did not close cleanly: ${(error as Error).message}`)
    } finally {
      clearTimeout(timer)
    }
  }
  return (): Promise<void> => (ending ??= end())
}
