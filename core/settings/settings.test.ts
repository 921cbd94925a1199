import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { silentLogger } from '../kernel/logger.ts'
import { createSettings, type SettingsStore } from './settings.ts'

let folder: string
let open: SettingsStore[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-settings-'))
  open = []
})
afterEach(async () => {
  for (const one of open) await one.close()
  rmSync(folder, { recursive: true, force: true })
})
const file = () => join(folder, 'settings.json')
function settings(onChange = () => {}) {
  const made = createSettings({ file: file(), logger: silentLogger, onChange })
  open.push(made)
  return made
}

it('has defaults without a file', async () => {
  const found = await settings().get()
  expect(found).toMatchObject({ written: {}, file: file(), problem: null, mistakes: [] })
  expect(found.settings).toMatchObject({ appearance: { theme: 'system' }, notifications: { finishedRuns: { isOn: true, afterSeconds: 30 } } })
  expect(found.settings.updates.check).toBe('never')
  expect(found.defaults).toMatchObject({ appearance: { theme: 'system' }, containers: { cacheLimit: '10Gi' } })
})

it('keeps what is set, for the next start, too', async () => {
  await settings().update({ warmTools: 2, cacheLimit: '5Gi' })
  expect((await settings().get()).written).toEqual({ containers: { warmTools: 2, cacheLimit: '5Gi' } })
})

it('keeps each section when another is replaced', async () => {
  const one = settings()
  await one.update({ warmTools: 2 })
  await one.updateModels({ roles: { chat: 'ollama/qwen3:8b', planner: 'llama/spark' } })
  await one.updateModels({ roles: { chat: 'ollama/qwen3:8b' } })
  expect((await settings().get()).written).toEqual({ containers: { warmTools: 2 }, models: { roles: { chat: 'ollama/qwen3:8b' } } })
})

it('loses no section when two are replaced at the same time', async () => {
  const one = settings()
  await Promise.all([one.update({ warmTools: 2 }), one.updateModels({ roles: { chat: 'llama/spark' } })])
  expect((await settings().get()).written).toEqual({ containers: { warmTools: 2 }, models: { roles: { chat: 'llama/spark' } } })
})

it('takes a change by hand, and says when there is one', async () => {
  const onChange = vi.fn()
  const one = settings(onChange)
  await new Promise((resolve) => setTimeout(resolve, 300))
  writeFileSync(file(), '{ "containers": { "relicIdle": "5m" } }')
  await vi.waitFor(() => expect(onChange).toHaveBeenCalled(), 5_000)
  expect(one.current().containers?.relicIdle).toBe('5m')
})

it('keeps what is in force when the file has a mistake, and says what and where', async () => {
  writeFileSync(file(), '{ "containers": { "warmTools": 3 } }')
  const one = settings()
  writeFileSync(file(), '{ "containers": { "warmTools": -1, "colour": "red" } }')
  const { settings: inForce, problem } = await one.get()
  expect(inForce.containers?.warmTools).toBe(3)
  expect(problem).toContain('containers.warmTools')
  expect(problem).toContain('colour')
  writeFileSync(file(), '{ nonsense')
  expect((await one.get()).mistakes).toMatchObject([{ line: 1, column: 3, path: null }])
  await expect(one.update({ warmTools: 1 })).rejects.toThrow('Mend it first')
  expect(readFileSync(file(), 'utf8')).toBe('{ nonsense')
})
