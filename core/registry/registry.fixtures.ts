import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemClock } from '../kernel/clock.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createRegistry, type Registry, type RegistryOptions } from './registry.ts'

export type Files = Record<string, string | Buffer>

/** A folder of its own below the system's temporary one; `write` takes paths relative to it. */
export function temporaryFolder(files: Files = {}) {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'cortex-registry-')))
  const write = (more: Files) => {
    for (const [name, content] of Object.entries(more)) {
      mkdirSync(dirname(join(path, name)), { recursive: true })
      writeFileSync(join(path, name), content)
    }
  }
  write(files)
  return { path, write, at: (name: string) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** A real registry over `bundled/`, `personal/` and `extra/` of a temporary folder, closed and removed with `await using`. */
export async function testRegistry(files: Files, options: Partial<RegistryOptions> = {}) {
  const folder = temporaryFolder({ 'bundled/.keep': '', 'personal/.keep': '', ...files })
  let changes = 0
  const waiting = new Set<() => void>()
  const registry: Registry = await createRegistry({
    roots: [
      { root: 'bundled', path: folder.at('bundled') },
      { root: 'personal', path: folder.at('personal') },
    ],
    trashFolder: folder.at('trash'),
    clock: systemClock,
    logger: silentLogger,
    ...options,
    onChange: () => {
      changes++
      for (const wake of waiting) wake()
    },
  })
  /** Resolves when `holds` does, asked now and after each change event. The test's own time limit is the only one. */
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const ask = () => {
        if (!holds()) return
        waiting.delete(ask)
        resolve()
      }
      waiting.add(ask)
      ask()
    })
  return {
    ...folder,
    registry,
    until,
    get changes() {
      return changes
    },
    codes: () => registry.problems().map((one) => one.code),
    [Symbol.asyncDispose]: async () => {
      await registry.close()
      folder.remove()
    },
  }
}

export const tool = (name: string, more = ''): string => `kind: Tool\nname: ${name}\nimplementation: { type: python, script: ./main.py }\n${more}`
export const agent = (name: string, more = ''): string => `kind: Agent\nname: ${name}\n${more}`
