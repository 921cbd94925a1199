import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Examination } from '../contract/doctor.ts'
import type { Model } from '../contract/models.ts'
import { systemClock } from '../kernel/clock.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createSettings, type SettingsStore } from '../settings/settings.ts'
import { findLeftovers, folderChecks } from './checks/folder-checks.ts'
import { modelChecks } from './checks/model-checks.ts'
import { createDoctor } from './doctor.ts'
import { createFixes } from './fixes.ts'
import { type Look, well } from './look.ts'
import { findOllama } from './ollama-elsewhere.ts'

const noFixes = { applied: () => [], apply: () => Promise.reject(new Error('none')), undo: () => Promise.reject(new Error('none')) }
const good: Look = { id: 'good', title: 'Good', look: async () => [well({ id: 'good', title: 'Good' }, 'fine')] }
const hanging: Look = { id: 'hanging', title: 'Hanging', look: () => new Promise(() => {}) }
const throwing: Look = { id: 'throwing', title: 'Throwing', look: () => Promise.reject(new Error('the disk is gone')) }

describe('an examination', () => {
  const doctor = createDoctor({ looks: [hanging, good, throwing], fixes: noFixes, clock: systemClock, limitMs: 40 })

  it('is held up neither by what hangs nor by what throws', async () => {
    const { checks } = await doctor.doctor()
    expect(checks.map(({ id, state }) => [id, state])).toEqual([
      ['hanging', 'warning'],
      ['good', 'ok'],
      ['throwing', 'warning'],
    ])
    expect(checks[0]?.detail).toContain('no answer')
    expect(checks[2]?.detail).toBe('the disk is gone')
  })

  it('tells each check as soon as it is known, and then that it is over', async () => {
    const told: Examination[] = []
    for await (const each of doctor.examine(new AbortController().signal)) told.push(each)
    expect(told[0]).toMatchObject({ type: 'started', checks: [{ id: 'hanging' }, { id: 'good' }, { id: 'throwing' }] })
    expect(told.at(-1)).toMatchObject({ type: 'ended' })
    expect(told.at(-2)).toMatchObject({ type: 'checked', id: 'hanging' })
  })
})

describe('what can be mended', () => {
  let dataFolder: string
  let settings: SettingsStore
  const wanted = () => ['manifests', 'models'].map((name) => join(dataFolder, name))
  const leftovers = () => findLeftovers(dataFolder, Date.now())
  const demo = { id: 'llama/spark', name: 'spark', provider: 'llama', isBuiltInDemo: true } as Model

  beforeEach(() => {
    dataFolder = mkdtempSync(join(tmpdir(), 'cortex-doctor-'))
    settings = createSettings({ file: join(dataFolder, 'settings.json'), logger: silentLogger, onChange: () => {} })
  })
  afterEach(async () => {
    await settings.close()
    rmSync(dataFolder, { recursive: true, force: true })
  })

  function build(ollamaElsewhere: () => Promise<string | null> = async () => null) {
    const models = async () => ({ models: [demo], providers: [] })
    const fixes = createFixes({
      ...{ dataFolder, wanted: wanted(), settings, models, leftovers, ollamaElsewhere, clock: systemClock },
      reclaim: async () => ({ removed: 2, freedBytes: 3e6 }),
    })
    return createDoctor({
      fixes,
      clock: systemClock,
      looks: [
        ...folderChecks({
          ...{ dataFolder, wanted: wanted(), settings: settings.get, leftovers, fixes: fixes.offers },
          ...{ freeBytes: async () => 1e9, canReclaim: () => true, database: async () => ({ state: 'ok', detail: 'fine' }) },
        }),
        ...modelChecks({
          models,
          settings: () => settings.current().models ?? {},
          fixes: { demoModel: fixes.offers.demoModel, ollamaAddress: async () => ((await ollamaElsewhere()) ? fixes.offers.ollamaAddress : null) },
        }),
      ],
    })
  }
  const stateOf = async (doctor: ReturnType<typeof build>, id: string) => (await doctor.doctor()).checks.find((one) => one.id === id)

  it('moves a broken settings file aside, keeps what was in force, and puts it back', async () => {
    const file = join(dataFolder, 'settings.json')
    await settings.set({ path: 'appearance.theme', value: 'dark' })
    const broken = '{ "appearance": { "theme": "dark" '
    writeFileSync(file, broken)
    const doctor = build()
    expect(await stateOf(doctor, 'settings-file')).toMatchObject({ state: 'warning', fix: { id: 'settings-file', isUndoable: true } })
    await doctor.applyFix({ id: 'settings-file' })
    expect(await stateOf(doctor, 'settings-file')).toMatchObject({ state: 'ok', fix: null })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ appearance: { theme: 'dark' } })
    expect((await doctor.doctor()).applied).toMatchObject([{ id: 'settings-file', isUndoable: true }])
    await doctor.undoFix({ id: 'settings-file' })
    expect(readFileSync(file, 'utf8')).toBe(broken)
    expect((await doctor.doctor()).applied).toEqual([])
    expect(readdirSync(dataFolder)).toEqual(['settings.json'])
  })

  it.skipIf(process.platform === 'win32')('closes the data folder to others, and opens it again', async () => {
    chmodSync(dataFolder, 0o755)
    const doctor = build()
    expect(await stateOf(doctor, 'data-folder')).toMatchObject({ state: 'warning', fix: { id: 'close-folder' } })
    await doctor.applyFix({ id: 'close-folder' })
    expect(statSync(dataFolder).mode & 0o777).toBe(0o700)
    await doctor.undoFix({ id: 'close-folder' })
    expect(statSync(dataFolder).mode & 0o777).toBe(0o755)
  })

  it('makes missing folders, and takes back only those that are still empty', async () => {
    chmodSync(dataFolder, 0o700)
    const doctor = build()
    expect(await stateOf(doctor, 'data-folder')).toMatchObject({ state: 'optional', fix: { id: 'make-folders' } })
    await doctor.applyFix({ id: 'make-folders' })
    expect(await stateOf(doctor, 'data-folder')).toMatchObject({ state: 'ok' })
    writeFileSync(join(dataFolder, 'models/mine.gguf'), 'x')
    await doctor.undoFix({ id: 'make-folders' })
    expect(existsSync(join(dataFolder, 'manifests'))).toBe(false)
    expect(existsSync(join(dataFolder, 'models/mine.gguf'))).toBe(true)
  })

  it('takes the demo model when the default is gone, and gives the default back', async () => {
    await settings.set({ path: 'models.roles.chat', value: 'ollama/gone' })
    const doctor = build()
    expect(await stateOf(doctor, 'default-model')).toMatchObject({ state: 'warning', fix: { id: 'demo-model' } })
    await doctor.applyFix({ id: 'demo-model' })
    expect(settings.current().models?.roles?.chat).toBe('llama/spark')
    expect(await stateOf(doctor, 'default-model')).toBeUndefined()
    await doctor.undoFix({ id: 'demo-model' })
    expect(settings.current().models?.roles?.chat).toBe('ollama/gone')
  })

  it('asks Ollama where it answers, and no longer when taken back', async () => {
    const doctor = build(async () => 'http://127.0.0.1:11434')
    expect(await stateOf(doctor, 'ollama')).toMatchObject({ state: 'warning', fix: { id: 'ollama-address' } })
    await doctor.applyFix({ id: 'ollama-address' })
    expect(settings.current().models?.ollamaAddress).toBe('http://127.0.0.1:11434')
    await doctor.undoFix({ id: 'ollama-address' })
    expect(settings.current().models?.ollamaAddress).toBeUndefined()
  })

  it('keeps the way back to how it was at first when a fix is applied once more, and goes back once', async () => {
    await settings.set({ path: 'models.roles.chat', value: 'ollama/gone' })
    const doctor = build()
    await Promise.all([doctor.applyFix({ id: 'demo-model' }), doctor.applyFix({ id: 'demo-model' })])
    expect(await doctor.applyFix({ id: 'demo-model' })).toMatchObject({ isUndoable: true })
    const undone = await Promise.allSettled([doctor.undoFix({ id: 'demo-model' }), doctor.undoFix({ id: 'demo-model' })])
    expect(undone.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(settings.current().models?.roles?.chat).toBe('ollama/gone')
  })

  it('moves a file aside once, also when two windows ask for it', async () => {
    const file = join(dataFolder, 'settings.json')
    writeFileSync(file, '{ broken')
    const doctor = build()
    await Promise.all([doctor.applyFix({ id: 'settings-file' }), doctor.applyFix({ id: 'settings-file' })])
    expect((await doctor.doctor()).applied).toMatchObject([{ id: 'settings-file', isUndoable: true }])
    await doctor.undoFix({ id: 'settings-file' })
    expect(readFileSync(file, 'utf8')).toBe('{ broken')
    expect(readdirSync(dataFolder)).toEqual(['settings.json'])
  })

  it('leaves folders alone whose names are those of half files', async () => {
    mkdirSync(join(dataFolder, 'pictures.new'))
    utimesSync(join(dataFolder, 'pictures.new'), 1, 1)
    const doctor = build()
    expect(await stateOf(doctor, 'leftovers')).toBeUndefined()
    expect(await doctor.applyFix({ id: 'sweep' })).toMatchObject({ detail: '0 deleted.' })
  })

  it('deletes old half files only', async () => {
    for (const name of ['a.partial', 'b.draft', 'notes.txt']) {
      writeFileSync(join(dataFolder, name), 'x')
      utimesSync(join(dataFolder, name), 1, 1)
    }
    writeFileSync(join(dataFolder, 'now.partial'), 'being written')
    mkdirSync(join(dataFolder, 'models'))
    const doctor = build()
    expect(await stateOf(doctor, 'leftovers')).toMatchObject({ title: '2 files', fix: { id: 'sweep', isUndoable: false } })
    await doctor.applyFix({ id: 'sweep' })
    expect(readdirSync(dataFolder).sort()).toEqual(['models', 'notes.txt', 'now.partial'])
    await expect(doctor.undoFix({ id: 'sweep' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('makes room where images of containers can go', async () => {
    const doctor = build()
    expect(await stateOf(doctor, 'disk')).toMatchObject({ state: 'warning', fix: { id: 'reclaim' } })
    expect(await doctor.applyFix({ id: 'reclaim' })).toMatchObject({ detail: '2 things removed, 3 MB freed.' })
    await expect(doctor.applyFix({ id: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

it('looks for Ollama at its usual address only when it is asked for elsewhere', async () => {
  for (const usual of [undefined, '127.0.0.1', 'http://localhost:11434', ':11434']) expect(await findOllama(usual)).toBeNull()
  const other = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const found = await findOllama(`http://127.0.0.1:${(other.address() as AddressInfo).port}`)
  other.close()
  expect([null, 'http://127.0.0.1:11434']).toContain(found)
})
