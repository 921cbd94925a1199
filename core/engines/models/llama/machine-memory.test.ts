import { expect, it, vi } from 'vitest'
import { silentLogger } from '../../../kernel/logger.ts'
import { createMachineMemory } from './machine-memory.ts'

const card = { freeVramBytes: 6e9, totalVramBytes: 8e9 }
const open = (askVram: () => Promise<typeof card>, onLate = () => {}) =>
  createMachineMemory({ limitBytes: null, logger: silentLogger, askVram, onLate })

it('counts a graphics card with memory of its own, asked once for a list', async () => {
  const askVram = vi.fn(async () => card)
  const [without, memory] = [open(async () => ({ freeVramBytes: 0, totalVramBytes: 0 })), open(askVram)]
  const [plain, first] = [await without(), await memory()]
  await memory()
  expect(first.totalBytes).toBe(plain.totalBytes + 8e9)
  expect(first.freeBytes).toBeGreaterThan(6e9)
  expect(askVram).toHaveBeenCalledTimes(1)
})

it('does not wait for a card that is slow to tell, and says so when it has', async () => {
  const answer = Promise.withResolvers<typeof card>()
  const onLate = vi.fn()
  const memory = open(() => answer.promise, onLate)
  const before = await memory()
  await memory()
  answer.resolve(card)
  await vi.waitFor(() => expect(onLate).toHaveBeenCalledTimes(1))
  expect((await memory()).totalBytes).toBe(before.totalBytes + 8e9)
})

it('does not ask again where there is none, or nobody can tell', async () => {
  for (const answer of [async () => ({ freeVramBytes: 0, totalVramBytes: 0 }), () => Promise.reject(new Error('no driver'))]) {
    const askVram = vi.fn(answer)
    const memory = open(askVram)
    for (let time = 0; time < 3; time++) expect((await memory()).totalBytes).toBeGreaterThan(0)
    expect(askVram).toHaveBeenCalledTimes(1)
  }
})

it('keeps to a limit that was set', async () => {
  const memory = createMachineMemory({ limitBytes: 1e9, logger: silentLogger, askVram: async () => card, onLate: () => {} })
  expect(await memory()).toEqual({ freeBytes: 1e9, totalBytes: 1e9 })
})
