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
  await settings().set({ path: 'containers', value: { warmTools: 2, cacheLimit: '5Gi' } })
  expect((await settings().get()).written).toEqual({ containers: { warmTools: 2, cacheLimit: '5Gi' } })
})

it('keeps each section when another is replaced', async () => {
  const one = settings()
  await one.set({ path: 'containers', value: { warmTools: 2 } })
  await one.set({ path: 'models', value: { roles: { chat: 'ollama/qwen3:8b', planner: 'llama/spark' } } })
  await one.set({ path: 'models', value: { roles: { chat: 'ollama/qwen3:8b' } } })
  expect((await settings().get()).written).toEqual({ containers: { warmTools: 2 }, models: { roles: { chat: 'ollama/qwen3:8b' } } })
})

it('loses no section when two are replaced at the same time', async () => {
  const one = settings()
  await Promise.all([
    one.set({ path: 'containers', value: { warmTools: 2 } }),
    one.set({ path: 'models', value: { roles: { chat: 'llama/spark' } } }),
  ])
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
  await expect(one.set({ path: 'containers', value: { warmTools: 1 } })).rejects.toThrow('Mend it first')
  expect(readFileSync(file(), 'utf8')).toBe('{ nonsense')
})

it('keeps what a person wrote around the setting that is set', async () => {
  writeFileSync(file(), '{\n  // at night\n  "appearance": { "theme": "dark" }\n}\n')
  const one = settings()
  const { settings: inForce } = await one.set({ path: 'chats.sendKey', value: 'Mod+Enter' })
  expect(inForce.chats.sendKey).toBe('Mod+Enter')
  const text = readFileSync(file(), 'utf8')
  expect(text).toContain('// at night')
  await one.reset({ path: 'chats.sendKey' })
  expect(readFileSync(file(), 'utf8')).toBe('{\n  // at night\n  "appearance": { "theme": "dark" }\n}\n')
})

it('says what a setting may be, and what was meant', async () => {
  const one = settings()
  await expect(one.set({ path: 'appearance.theme', value: 'drak' })).rejects.toMatchObject({
    code: 'SETTING_INVALID',
    message: 'appearance.theme must be one of system, light, dark.',
    data: { path: 'appearance.theme' },
  })
  await expect(one.set({ path: 'appearance.them', value: 'dark' })).rejects.toMatchObject({ code: 'SETTING_UNKNOWN' })
  await expect(one.set({ path: 'appearance.them', value: 'dark' })).rejects.toThrow('Did you mean appearance.theme?')
  await expect(one.set({ path: '__proto__.x', value: 1 })).rejects.toMatchObject({ code: 'SETTING_UNKNOWN' })
  await expect(one.reset({ path: 'nothing.here' })).rejects.toMatchObject({ code: 'SETTING_UNKNOWN' })
  await expect(one.set({ path: 'models.roles.planner', value: 'no slash' })).rejects.toThrow('write provider/model')
  expect((await one.get()).written).toEqual({})
})

it('writes nothing over a file that stays broken, and mends one by the setting that is wrong', async () => {
  writeFileSync(file(), '{ "appearance": { "theme": "drak" }, "colour": "red" }')
  const one = settings()
  await expect(one.set({ path: 'chats.titlesByModel', value: false })).rejects.toMatchObject({ code: 'SETTINGS_BROKEN' })
  await expect(one.set({ path: 'appearance.theme', value: 'dark' })).rejects.toThrow('line 1, column 38')
  writeFileSync(file(), '{ "appearance": { "theme": "drak" } }')
  expect((await one.set({ path: 'appearance.theme', value: 'dark' })).problem).toBeNull()
  writeFileSync(file(), '{ "colour": "red" }')
  expect((await one.reset({ path: 'colour' })).problem).toBeNull()
})

it('uses what it can of a file that was broken before the start', () => {
  writeFileSync(file(), '{ "appearance": { "theme": "drak", "density": "compact" }, "colour": "red", "chats": { "titlesByModel": false } }')
  const one = settings().current()
  expect(one.appearance).toMatchObject({ theme: 'system', density: 'compact' })
  expect(one.chats.titlesByModel).toBe(false)
})

it('keeps what is in force while an editor has made the file empty', async () => {
  writeFileSync(file(), '{ "appearance": { "theme": "dark" } }')
  const one = settings()
  writeFileSync(file(), '')
  expect((await one.get()).settings.appearance.theme).toBe('dark')
  await one.set({ path: 'appearance.density', value: 'compact' })
  expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ appearance: { density: 'compact' } })
})

it('loses nothing when many are set at the same time', async () => {
  const one = settings()
  await Promise.all([
    one.set({ path: 'appearance.theme', value: 'dark' }),
    one.set({ path: 'notifications.finishedRuns.afterSeconds', value: 5 }),
    one.set({ path: 'models.roles.planner', value: 'llama/spark' }),
    one.reset({ path: 'updates.check' }),
  ])
  expect((await settings().get()).written).toEqual({
    appearance: { theme: 'dark' },
    notifications: { finishedRuns: { afterSeconds: 5 } },
    models: { roles: { planner: 'llama/spark' } },
  })
})

it('opens the file where the host can, and makes it first; elsewhere it says where the file is', async () => {
  await expect(settings().open()).rejects.toThrow(file())
  const openPath = vi.fn(async () => {})
  const one = createSettings({ file: file(), logger: silentLogger, onChange() {}, openPath })
  open.push(one)
  expect(await one.open()).toEqual({ file: file() })
  expect(openPath).toHaveBeenCalledWith(file())
  expect(readFileSync(file(), 'utf8')).toBe('{}\n')
})
