import { existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { zipOf } from '../registry/install/zip.fixtures.ts'
import { createActivity } from './activity.ts'
import { requireRoom } from './disk-room.ts'
import { createPerson } from './testing/person.ts'
import { writeArchive } from './write-archive.ts'

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

const reopen = async (options?: Parameters<typeof person.open>[0]) => {
  await open.close()
  open = await person.open(options)
}
const leftovers = () =>
  [...readdirSync(person.dataFolder), ...(existsSync(person.folders.backups) ? readdirSync(person.folders.backups) : [])].filter(
    (name) => /partial|\.db$|pending/.test(name) && name !== 'cortex.db',
  )

describe('a round trip', () => {
  it('brings chats, files, manifests, working folders and settings back as they were', async () => {
    await person.live(open, 'winter')
    const before = await person.look(open)
    const made = await open.backups.create()
    await person.live(open, 'summer')
    rmSync(join(person.dataFolder, 'manifests/tools/winter'), { recursive: true })

    const { safety, takesEffect } = await open.backups.restore({ file: made.file })
    expect(takesEffect).toBe('end')
    expect(safety.why).toBe('before-restore')
    await reopen()
    expect(await person.look(open)).toEqual(before)
    expect((await open.backups.list()).applied).toMatchObject({ kind: 'restore', of: made.name, safety: safety.name })
    expect(leftovers()).toEqual([])
    expect(existsSync(person.folders.pending)).toBe(false)

    // And what the restore replaced comes back from the backup that was made before it.
    await open.backups.restore({ file: safety.file })
    await reopen()
    expect((await open.storage.sessions.list({ limit: 10 })).map(({ title }) => title).sort()).toEqual(['Chat about summer', 'Chat about winter'])
    expect(existsSync(join(person.dataFolder, 'manifests/tools/winter'))).toBe(false)
  })

  it('takes what was never there away, too', async () => {
    const empty = await open.backups.create()
    await person.live(open, 'winter')
    await open.backups.restore({ file: empty.file })
    await reopen()
    expect(person.files()).toEqual({})
    expect(await open.storage.sessions.count()).toBe(0)
  })

  it('holds neither models, logs, secrets nor what a link points to', async () => {
    await person.live(open, 'winter')
    person.write('models/large.gguf', 'weights')
    person.write('logs/cortex.log', 'a line')
    person.write('secrets.json', '{"OPENAI_API_KEY":"sk-hidden"}')
    person.write('elsewhere.txt', 'of somebody else')
    symlinkSync(join(person.dataFolder, 'elsewhere.txt'), join(person.dataFolder, 'manifests/link'))
    const { file } = await open.backups.create()
    const bytes = readFileSync(file).toString('latin1')
    for (const name of ['large.gguf', 'cortex.log', 'secrets.json', 'manifests/link', 'elsewhere']) expect(bytes).not.toContain(name)
    expect((await open.backups.look({ file })).found).toMatchObject({ leftOut: 1, why: 'by-hand' })
    expect(statSync(file).mode & 0o077).toBe(0)
  })
})

it('restores over a folder that was a link to what is gone', async () => {
  await person.live(open, 'winter')
  const before = person.files()
  const { file } = await open.backups.create()
  rmSync(join(person.dataFolder, 'manifests'), { recursive: true })
  symlinkSync(join(person.dataFolder, 'unplugged'), join(person.dataFolder, 'manifests'))
  await open.backups.restore({ file })
  await reopen()
  expect(person.files()).toEqual(before)
})

describe('a look into a backup', () => {
  it('tells what it holds and what it would replace', async () => {
    await person.live(open, 'winter')
    const { file } = await open.backups.create()
    await person.live(open, 'summer')
    const { problem, found, now } = await open.backups.look({ file })
    expect(problem).toBeNull()
    const counts = (contents: typeof now) => Object.fromEntries(contents.map(({ part, count }) => [part, count]))
    expect(counts(found?.contents ?? [])).toEqual({ chats: 1, files: 1, workspaces: 1, manifests: 2, relics: 0, settings: 1 })
    expect(counts(now)).toEqual({ chats: 2, files: 2, workspaces: 2, manifests: 4, relics: 0, settings: 1 })
  })

  const refusals = async (file: string) => {
    const { problem } = await open.backups.look({ file })
    await expect(open.backups.restore({ file })).rejects.toMatchObject({ code: 'BACKUP_UNUSABLE', data: { detail: problem?.detail } })
    expect(existsSync(person.folders.pending)).toBe(false)
    expect((await open.backups.list()).backups.filter(({ why }) => why === 'before-restore')).toEqual([])
    return problem
  }

  it('says where the damage is, and changes nothing', async () => {
    person.write('manifests/tools/winter/tool.yml', Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 7919) % 251)))
    const { file } = await open.backups.create()
    const bytes = readFileSync(file)
    const at = bytes.indexOf('manifests/tools/winter/tool.yml') + 200
    bytes[at] = (bytes[at] ?? 0) ^ 0xff
    writeFileSync(file, bytes)
    expect(await refusals(file)).toMatchObject({ kind: 'damaged', where: 'manifests/tools/winter/tool.yml' })
  })

  it('refuses what is cut off, missing, another zip, or by a newer version', async () => {
    await person.live(open, 'winter')
    const { file } = await open.backups.create()
    const whole = readFileSync(file)
    truncateSync(file, whole.byteLength - 100)
    expect((await refusals(file))?.kind).toBe('not-a-backup')
    expect((await refusals(join(person.dataFolder, 'nothing.zip')))?.kind).toBe('missing')
    const other = join(person.dataFolder, 'other.zip')
    writeFileSync(other, zipOf([{ name: 'a.txt', content: 'a' }]))
    expect((await refusals(other))?.kind).toBe('not-a-backup')
    const manifest = {
      app: 'cortex',
      format: 1,
      version: '9.0.0',
      platform: 'x',
      createdAt: '2030-01-01T00:00:00.000Z',
      why: 'by-hand',
      leftOut: 0,
      contents: [],
      entries: [],
    }
    writeFileSync(other, zipOf([{ name: 'backup.json', content: JSON.stringify({ ...manifest, schema: ['0001-chats', '0999-far'] }) }]))
    expect(await refusals(other)).toMatchObject({ kind: 'too-new', detail: expect.stringContaining('9.0.0') })
    writeFileSync(other, zipOf([{ name: 'backup.json', content: JSON.stringify({ app: 'cortex', format: 2, version: '9.0.0' }) }]))
    expect((await refusals(other))?.kind).toBe('too-new')
  })

  it.each(['secrets.json', 'models/a.gguf', 'workstation.json'])('refuses a zip that would bring %s', async (path) => {
    const sha256 = 'a'.repeat(64)
    const manifest = {
      app: 'cortex',
      format: 1,
      version: '1.0.0',
      platform: 'x',
      createdAt: '2026-01-01T00:00:00.000Z',
      why: 'by-hand',
      leftOut: 0,
      contents: [],
      schema: [],
    }
    const other = join(person.dataFolder, 'other.zip')
    writeFileSync(
      other,
      zipOf([
        { name: path, content: 'x' },
        { name: 'backup.json', content: JSON.stringify({ ...manifest, entries: [{ path, sizeBytes: 1, sha256 }] }) },
      ]),
    )
    expect((await refusals(other))?.kind).toBe('not-a-backup')
  })
})

describe('a kill', () => {
  it('at any moment of a restore leaves all of the old or all of the new', async () => {
    await person.live(open, 'winter')
    const before = await person.look(open)
    const made = await open.backups.create()
    for (let killedAfter = 1; ; killedAfter++) {
      await person.live(open, `summer${killedAfter}`)
      await open.backups.restore({ file: made.file })
      await open.close()
      let steps = 0
      const killed = person.open({
        step() {
          if (++steps === killedAfter) throw new Error('killed')
        },
      })
      const isOver = await killed.then(
        () => true,
        () => false,
      )
      if (isOver) {
        open = await killed
        expect(await person.look(open)).toEqual(before)
        expect(killedAfter).toBeGreaterThan(10)
        return
      }
      open = await person.open()
      expect(await person.look(open)).toEqual(before)
      expect(existsSync(person.folders.pending)).toBe(false)
    }
  })

  it('before a restore is decided leaves everything as it was, and nothing of the restore', async () => {
    await person.live(open, 'winter')
    const before = await person.look(open)
    person.write('pending/new/cortex.db', 'half of a database')
    person.write('backups/cortex-2026-01-01T00-00-00-000Z-by-hand.zip.partial', 'half')
    await reopen()
    await open.tidy()
    expect(await person.look(open)).toEqual(before)
    expect(leftovers()).toEqual([])
  })

  it('leaves nothing behind that could keep the workstation from starting', async () => {
    // What cannot be removed, as on a disk that may only be read.
    person.write('backups/cortex-2026-01-01T00-00-00-000Z-by-hand.zip.partial/inside', 'x')
    await expect(open.tidy()).resolves.toBeUndefined()
  })
})

describe('backups made by themselves', () => {
  it('are made when it is time, and the oldest go', async () => {
    await open.tick()
    expect((await open.backups.list()).backups).toEqual([])
    const byHand = await open.backups.create()
    person.settings.every = 'day'
    await open.tick()
    expect((await open.backups.list()).backups.map(({ name }) => name)).toEqual([byHand.name])
    for (let day = 0; day < 5; day++) {
      person.pass(24 * 60 * 60_000)
      await open.tick()
    }
    const { backups, nextAt } = await open.backups.list()
    expect(backups.map(({ why }) => why)).toEqual(['scheduled', 'scheduled', 'scheduled', 'by-hand'])
    expect(Date.parse(nextAt as string)).toBeGreaterThan(person.clock.now())
  })

  it('are not put off by a backup that a wrong clock dated into the future', async () => {
    person.settings.every = 'day'
    person.write('backups/cortex-2046-01-01T00-00-00-000Z-by-hand.zip', 'of a wrong clock')
    await open.tick()
    expect((await open.backups.list()).backups.map(({ why }) => why)).toEqual(['by-hand', 'scheduled'])
  })

  it('tell why one could not be made', async () => {
    person.settings.every = 'week'
    person.settings.folder = join(person.dataFolder, 'settings.json')
    person.write('settings.json', '{}')
    await open.tick()
    expect((await open.backups.list()).problem).toContain('Choose another folder')
    delete person.settings.folder
  })
})

it('stops on request and leaves nothing of half a backup', async () => {
  person.write('workspaces/ses_1/large.bin', Buffer.alloc(40_000_000, 'cortex'))
  const making = open.backups.create()
  await expect(open.backups.create()).rejects.toMatchObject({ code: 'BACKUP_BUSY' })
  expect((await open.backups.list()).activity).toMatchObject({ what: 'backup', canStop: true })
  expect(await open.backups.stop()).toEqual({ stopped: true })
  await expect(making).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(leftovers()).toEqual([])
  expect((await open.backups.list()).backups).toEqual([])
  expect(await open.backups.stop()).toEqual({ stopped: false })
})

it('does not decide what was told to stop', async () => {
  const activity = createActivity({ clock: person.clock, onChange: () => {} })
  const carriedOut: string[] = []
  const restoring = activity.during('restore', async ({ decided }) => {
    expect(activity.stop()).toBe(true)
    decided()
    carriedOut.push('restore')
  })
  await expect(restoring).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(carriedOut).toEqual([])
})

it('names the file that cannot be read, and not the folder of backups', async () => {
  person.write('plain.txt', 'x')
  const writing = writeArchive({
    file: join(person.dataFolder, 'a.zip'),
    sources: [{ path: 'workspaces/ses_1/secret', from: join(person.dataFolder, 'plain.txt/below'), sizeBytes: 1, isExecutable: false }],
    manifestOf: () => expect.fail('nothing was read'),
    onBytes: () => {},
    signal: new AbortController().signal,
  })
  await expect(writing).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('workspaces/ses_1/secret') })
  expect(leftovers()).toEqual([])
})

it('asks for room on the disk before it begins', async () => {
  await expect(requireRoom('/somewhere', 5e9, 'A backup', async () => 1e9)).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining('5.1 GB'),
  })
  await expect(requireRoom('/somewhere', 5e8, 'A backup', async () => 1e9)).resolves.toBeUndefined()
})

it('removes only backups, by name', async () => {
  const { name } = await open.backups.create()
  await expect(open.backups.remove({ name: '../settings.json' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await open.backups.remove({ name })).toEqual({ removed: true })
  expect((await open.backups.list()).backups).toEqual([])
})

describe('a reset', () => {
  it('counts what would go', async () => {
    await person.live(open, 'winter')
    person.write('models/large.gguf', 'weights')
    const { parts } = await open.reset.look()
    const counts = Object.fromEntries(parts.map(({ part, count }) => [part, count]))
    expect(counts).toMatchObject({ settings: 1, chats: 1, manifests: 2, models: 1 })
    expect(counts.everything).toBeGreaterThan(6)
  })

  it('takes away what was chosen and nothing else, and can be taken back by a restore', async () => {
    await person.live(open, 'winter')
    await open.storage.backup()
    const before = await person.look(open)
    const { safety } = await open.reset.apply({ parts: ['chats', 'settings'] })
    await expect(open.backups.restore({ file: safety.file })).rejects.toMatchObject({ code: 'BACKUP_BUSY' })
    // As at the end of every life: a copy of the database that was decided to go may not bring it back.
    await open.storage.backup()
    await reopen()
    expect(Object.keys(person.files()).map((name) => name.split('/')[0])).toEqual(['manifests', 'manifests'])
    expect(await open.storage.sessions.count()).toBe(0)
    expect(await open.storage.status()).toMatchObject({ state: 'ok' })
    await open.backups.restore({ file: safety.file })
    await open.storage.backup()
    await reopen()
    expect(await person.look(open)).toEqual(before)
    expect(readdirSync(person.folders.backups).filter((name) => name.startsWith('cortex.db'))).toEqual([])
  })

  it('of everything leaves the backups alone', async () => {
    await person.live(open, 'winter')
    for (const path of ['models/large.gguf', 'secrets.json', 'logs/cortex.log']) person.write(path, 'x')
    const { safety } = await open.reset.apply({ parts: ['everything'] })
    await reopen({ restart: () => {} })
    expect(readdirSync(person.dataFolder).sort()).toEqual(['backups', 'cortex.db', 'cortex.db-shm', 'cortex.db-wal', 'logs'])
    expect(readFileSync(join(person.dataFolder, 'logs/cortex.log'), 'utf8')).toBe('')
    expect(readdirSync(person.folders.backups)).toEqual([basename(safety.file)])
  })
})
