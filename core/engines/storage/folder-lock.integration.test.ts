import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Fault } from '../../contract/faults.ts'
import { lockFolder } from './folder-lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cortex-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const busy = () => {
  try {
    lockFolder(folder).release()
    return null
  } catch (error) {
    return error instanceof Fault ? error.code : error
  }
}

it('lets one in at a time and the next one after the release', () => {
  const lock = lockFolder(folder)
  expect(busy()).toBe('DATA_FOLDER_BUSY')
  lock.release()
  expect(busy()).toBeNull()
})

it('is free again at once when its owner is killed', async () => {
  const source = `import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, 'folder-lock.ts'))}
    lockFolder(${JSON.stringify(folder)}); console.log('locked'); setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(owner, 'exit')
  try {
    await once(owner.stdout, 'data')
    expect(busy()).toBe('DATA_FOLDER_BUSY')
  } finally {
    owner.kill('SIGKILL')
  }
  await exited
  expect(busy()).toBeNull()
})
