import { existsSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createPerson } from './testing/person.ts'

let person: ReturnType<typeof createPerson>
let open: Awaited<ReturnType<typeof person.open>>

beforeEach(async () => {
  person = createPerson()
  open = await person.open()
})
afterEach(async () => {
  await open.close()
  person.remove()
})

/** Whether a process that this one started lives: only the check of an unpacked database has one. */
const isChecking = () => process.getActiveResourcesInfo().includes('ProcessWrap')

it('answers other requests while the database of a backup is checked', async () => {
  await person.live(open, 'winter')
  const { file } = await open.backups.create()
  let isOver = false
  const restoring = open.backups.restore({ file }).finally(() => {
    isOver = true
  })
  const order: string[] = []
  while (!isOver) {
    if (isChecking() && order.length === 0) {
      const [found] = await open.storage.sessions.list({ limit: 1 })
      order.push(String(found?.title))
    }
    await nextTurn()
  }
  order.push((await restoring).takesEffect)
  expect(order).toEqual(['Chat about winter', 'end'])
})

it('stops a restore while its database is checked, and leaves nothing of it', async () => {
  await person.live(open, 'winter')
  const before = await person.look(open)
  const { file } = await open.backups.create()
  let isOver = false
  const restoring = open.backups.restore({ file }).catch((error: unknown) => error)
  void restoring.then(() => {
    isOver = true
  })
  while (!isOver && !isChecking()) await nextTurn()
  expect(await open.backups.stop()).toEqual({ stopped: true })
  expect(await restoring).toMatchObject({ code: 'CANCELLED' })
  await expect.poll(isChecking).toBe(false)
  expect(existsSync(person.folders.pending)).toBe(false)
  await open.close()
  open = await person.open()
  expect(await person.look(open)).toEqual(before)
})
