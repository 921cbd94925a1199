import { expect, it } from 'vitest'
import { createGracefulQuit } from './quit.ts'

it('closes once for many who ask', async () => {
  let closed = 0
  const problems: string[] = []
  const quit = createGracefulQuit(async () => void closed++, { onProblem: (message) => problems.push(message) })
  await Promise.all([quit(), quit()])
  await quit()
  expect(closed).toBe(1)
  expect(problems).toEqual([])
})

it('ends although the core hangs or throws, and says so', async () => {
  const problems: string[] = []
  const onProblem = (message: string) => problems.push(message)
  await createGracefulQuit(() => new Promise(() => {}), { deadlineMs: 10, onProblem })()
  await createGracefulQuit(() => Promise.reject(new Error('disk full')), { onProblem })()
  expect(problems).toEqual([expect.stringContaining('did not close within'), expect.stringContaining('disk full')])
})
