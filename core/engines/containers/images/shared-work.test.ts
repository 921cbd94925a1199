import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createSharedWork, type Waiter } from './shared-work.ts'

/** A piece of work that ends when told to, or when it is stopped. */
function work() {
  const ends = Promise.withResolvers<string>()
  const seen = { begun: 0, stopped: 0, log: (_line: string) => {} }
  const start = ({ signal, onLog }: Waiter) => {
    seen.begun++
    seen.log = onLog
    signal.addEventListener('abort', () => {
      seen.stopped++
      ends.reject(new Error('stopped'))
    })
    return ends.promise
  }
  return { seen, start, end: ends.resolve, fail: ends.reject }
}
const waiter = () => {
  const controller = new AbortController()
  const lines: string[] = []
  return { lines, stop: () => controller.abort(), signal: controller.signal, onLog: (line: string) => void lines.push(line) }
}

test('two who want the same share it; who comes later is told what was logged before', async () => {
  const shared = createSharedWork<string>()
  const { seen, start, end } = work()
  const [one, two] = [waiter(), waiter()]
  const first = shared.join('a', 'x', one, start)
  await pause(1)
  seen.log('early')
  const second = shared.join('a', 'x', two, start)
  seen.log('late')
  end('done')
  expect(await Promise.all([first, second])).toEqual(['done', 'done'])
  expect([seen.begun, one.lines, two.lines]).toEqual([1, ['early', 'late'], ['early', 'late']])
  expect(shared.isUnderWay('a')).toBe(false)
})

test('who stops leaves alone; the work stops with the last one, and a new one begins anew', async () => {
  const shared = createSharedWork<string>()
  const { seen, start } = work()
  const [one, two] = [waiter(), waiter()]
  const first = shared.join('a', 'x', one, start)
  const second = shared.join('a', 'x', two, start)
  await pause(1)
  one.stop()
  await expect(first).rejects.toMatchObject({ code: 'CANCELLED' })
  expect([seen.stopped, shared.isUnderWay('a')]).toEqual([0, true])
  two.stop()
  await expect(second).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(seen.stopped).toBe(1)
  const again = work()
  const third = shared.join('a', 'x', waiter(), again.start)
  again.end('fresh')
  expect(await third).toBe('fresh')
})

test('work that does not stop holds nobody for long', async () => {
  const shared = createSharedWork<string>()
  const one = waiter()
  const waiting = shared.join('a', 'x', one, () => new Promise<string>(() => {}))
  one.stop()
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
})

test('a failure reaches all, and is not kept', async () => {
  const shared = createSharedWork<string>()
  const { start, fail } = work()
  const both = [shared.join('a', 'x', waiter(), start), shared.join('a', 'x', waiter(), start)]
  fail(new Error('broken'))
  for (const one of both) await expect(one).rejects.toThrow('broken')
  expect(shared.isUnderWay('a')).toBe(false)
})

test('who has stopped already begins nothing, and closing stops all', async () => {
  const shared = createSharedWork<string>()
  const { seen, start } = work()
  const gone = waiter()
  gone.stop()
  await expect(shared.join('a', 'x', gone, start)).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(seen.begun).toBe(0)
  const waiting = shared.join('a', 'x', waiter(), start)
  const refused = expect(waiting).rejects.toThrow('stopped')
  await pause(1)
  await shared.close()
  await refused
})
