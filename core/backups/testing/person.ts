import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BackupSettings } from '../../contract/backup-settings.ts'
import { createSqliteStorage } from '../../engines/storage/sqlite-storage.ts'
import { aMessage, aSession, aTime } from '../../engines/storage/storage.fixtures.ts'
import { foldersOf } from '../../folders.ts'
import type { Clock } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { createBackups } from '../backups.ts'
import { applyPending } from '../pending-change.ts'

/** A data folder of a made-up person on a real database, that can be opened, closed and opened again as a workstation does. */
export function createPerson() {
  const dataFolder = mkdtempSync(join(tmpdir(), 'cortex-backup-'))
  const folders = foldersOf(dataFolder)
  let nowMs = Date.parse('2026-03-01T10:00:00.000Z')
  const clock: Clock = { now: () => ++nowMs }
  const settings: BackupSettings = { every: 'never', keep: 3 }
  const write = (path: string, content: string | Uint8Array, mode = 0o600) => {
    const file = join(dataFolder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    chmodSync(file, mode)
  }

  async function open(options: { version?: string; restart?: () => void; step?: () => void } = {}) {
    const applied = await applyPending(dataFolder, folders.pending, options.step)
    const storage = await createSqliteStorage({ file: folders.database, clock, logger: silentLogger, artifactsFolder: folders.artifacts })
    const door = createBackups({
      ...{ dataFolder, folders, storage, settings: () => settings, version: options.version ?? '1.0.0', applied, clock },
      ...{ restart: options.restart ?? null, onChange: () => {}, logger: silentLogger },
    })
    return {
      storage,
      ...door,
      async close() {
        await door.close()
        await storage.close()
      },
    }
  }
  type Opened = Awaited<ReturnType<typeof open>>

  return {
    dataFolder,
    folders,
    settings,
    clock,
    write,
    open,
    pass: (ms: number) => {
      nowMs += ms
    },
    /** Chats, an artifact, a working folder, a tool and settings, all of which say `word`. */
    async live({ storage }: Opened, word: string): Promise<void> {
      const session = aSession({ title: `Chat about ${word}` })
      await storage.sessions.insert(session)
      await storage.messages.insert(aMessage(session.id, `Tell me of ${word}.`))
      const artifact = { mediaType: 'text/plain', createdAt: aTime, runId: null }
      await storage.artifacts.put({ ...artifact, id: newId('art'), sessionId: session.id, name: `${word}.txt`, bytes: Buffer.from(`All of ${word}`) })
      write(`workspaces/${session.id}/${word} ü.txt`, `Draft of ${word}`)
      write(`manifests/tools/${word}/tool.yml`, `name: ${word}`)
      write(`manifests/tools/${word}/main.sh`, '#!/bin/sh', 0o755)
      write('settings.json', JSON.stringify({ word }))
    },
    /** Everything of the person by its content: rows of the database, and a checksum and mode for each file. */
    async look({ storage }: Opened): Promise<unknown> {
      const sessions = await storage.sessions.list({ show: 'all', limit: 100 })
      const messages = await Promise.all(sessions.map((one) => storage.messages.inOrder(one.id, { limit: 100 })))
      const artifacts = await Promise.all(
        (await Promise.all(sessions.map((one) => storage.artifacts.list(one.id))))
          .flat()
          .map(async (one) => [one, (await storage.artifacts.read(one.id))?.bytes.toString()]),
      )
      return { sessions, messages, artifacts, files: this.files() }
    },
    files(): Record<string, string> {
      const found: Record<string, string> = {}
      for (const top of ['artifacts', 'workspaces', 'manifests', 'trash', 'settings.json', 'models']) {
        const path = join(dataFolder, top)
        const names = statSync(path, { throwIfNoEntry: false })?.isDirectory()
          ? readdirSync(path, { recursive: true }).map((name) => join(top, String(name)))
          : [top]
        for (const name of names) {
          const stat = statSync(join(dataFolder, name), { throwIfNoEntry: false })
          if (stat?.isFile())
            found[name] = `${createHash('sha256')
              .update(readFileSync(join(dataFolder, name)))
              .digest('hex')} ${(stat.mode & 0o100) !== 0 ? 'x' : '-'}`
        }
      }
      return found
    },
    remove: () => rmSync(dataFolder, { recursive: true, force: true }),
  }
}
