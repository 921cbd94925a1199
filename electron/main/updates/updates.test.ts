import { setImmediate as turn } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import type { Found } from './update-state.ts'
import { createUpdates, type UpdateChoice, type UpdateMemory, type UpdateSource } from './updates.ts'

const found: Found = { version: '0.2.0', notes: 'Faster.', sizeBytes: 1_000 }
const day = 24 * 60 * 60_000

function setUp(chosen: UpdateChoice['check'], answers: { newest?: Found | null; findFails?: string; fetchFails?: string; isSlow?: boolean } = {}) {
  let check = chosen
  let memory: UpdateMemory = { skippedVersion: null, lastCheckedAt: null, laterUntil: null }
  let time = Date.parse('2026-11-20T10:00:00.000Z')
  const source = {
    find: vi.fn(async () => {
      if (answers.findFails) throw new Error(answers.findFails)
      return answers.newest === undefined ? found : answers.newest
    }),
    fetch: vi.fn(async (signal: AbortSignal, onProgress: (progress: { percent: number; bytesPerSecond: number }) => void) => {
      onProgress({ percent: 50, bytesPerSecond: 10 })
      if (answers.fetchFails) throw new Error(answers.fetchFails)
      if (answers.isSlow) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cancelled'))))
    }),
    install: vi.fn(),
    setInstallOnQuit: vi.fn(),
  } satisfies UpdateSource
  const states: string[] = []
  const updates = createUpdates({
    source,
    choice: () => ({ check, channel: 'stable' }),
    memory: {
      read: () => memory,
      write: (next) => {
        memory = next
      },
    },
    now: () => time,
    onState: ({ state }) => void states.push(state),
  })
  return {
    updates,
    source,
    states,
    memory: () => memory,
    choose: (next: UpdateChoice['check']) => {
      check = next
    },
    pass: (ms: number) => {
      time += ms
    },
  }
}

it('asks nobody by itself when the settings say never, and asks when a button is pressed', async () => {
  const { updates, source } = setUp('never')
  await updates.tick()
  expect(source.find).not.toHaveBeenCalled()
  await updates.act('check')
  expect(updates.state().state).toBe('available')
  expect(source.fetch).not.toHaveBeenCalled()
})

it('looks once a day with ask, and fetches only after a yes', async () => {
  const { updates, source, pass } = setUp('ask', { newest: null })
  await updates.tick()
  await updates.tick()
  expect(source.find).toHaveBeenCalledOnce()
  pass(day)
  await updates.tick()
  expect(source.find).toHaveBeenCalledTimes(2)
  expect(source.fetch).not.toHaveBeenCalled()
})

it('fetches by itself with auto, and has it installed when the app is closed', async () => {
  const { updates, source, states } = setUp('auto')
  await updates.tick()
  expect(states).toEqual(['checking', 'available', 'downloading', 'downloading', 'ready'])
  expect(source.setInstallOnQuit).toHaveBeenLastCalledWith(true)
  expect(source.install).not.toHaveBeenCalled()
  await updates.act('install')
  expect(source.install).toHaveBeenCalledOnce()
})

it('a version that was skipped is not told of again, unless it is asked for by hand or a newer one is there', async () => {
  const { updates, source, pass, memory } = setUp('ask')
  await updates.tick()
  await updates.act('skip')
  expect(memory().skippedVersion).toBe('0.2.0')
  expect(source.setInstallOnQuit).toHaveBeenLastCalledWith(false)
  pass(day)
  await updates.tick()
  expect(updates.state().state).toBe('idle')
  await updates.act('check')
  expect(updates.state().state).toBe('available')
  await updates.act('skip')
  pass(day)
  source.find.mockResolvedValueOnce({ ...found, version: '0.3.0' })
  await updates.tick()
  expect(updates.state()).toMatchObject({ state: 'available', version: '0.3.0' })
})

it('later means a day later', async () => {
  const { updates, source, pass } = setUp('ask')
  await updates.tick()
  await updates.act('later')
  pass(day - 1)
  await updates.tick()
  expect(source.find).toHaveBeenCalledOnce()
  pass(1)
  await updates.tick()
  expect(updates.state().state).toBe('available')
})

it('a download can be stopped, and a failed one says why and can be tried again', async () => {
  const slow = setUp('ask', { isSlow: true })
  await slow.updates.tick()
  const downloading = slow.updates.act('download')
  await turn()
  await slow.updates.act('stop')
  await downloading
  expect(slow.updates.state()).toMatchObject({ state: 'available', version: '0.2.0' })

  const failing = setUp('ask', { fetchFails: 'sha512 checksum mismatch' })
  await failing.updates.tick()
  await failing.updates.act('download')
  expect(failing.updates.state()).toMatchObject({ state: 'failed', during: 'download', message: 'sha512 checksum mismatch', found })
  failing.source.fetch.mockResolvedValueOnce()
  await failing.updates.act('download')
  expect(failing.updates.state().state).toBe('ready')
})

it('a look that nobody asked for keeps still without a network; one that was asked for says so', async () => {
  const { updates } = setUp('ask', { findFails: 'getaddrinfo ENOTFOUND' })
  await updates.tick()
  expect(updates.state().state).toBe('idle')
  await updates.act('check')
  expect(updates.state()).toMatchObject({ state: 'failed', during: 'check', message: 'getaddrinfo ENOTFOUND' })
})

it('what was fetched by itself is not installed on closing once the person has taken that back', async () => {
  const { updates, source, choose } = setUp('auto')
  await updates.tick()
  expect(updates.state().state).toBe('ready')
  expect(source.setInstallOnQuit).toHaveBeenLastCalledWith(true)
  choose('never')
  await updates.tick()
  expect(source.setInstallOnQuit).toHaveBeenLastCalledWith(false)
})
