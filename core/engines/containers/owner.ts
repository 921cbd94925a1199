import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const pattern = /^[0-9a-f]{12}$/

/**
 * By what a data folder's containers are known as its own: made once, kept in the folder, so that it stays over restarts and moves with
 * the folder. Only for who holds the folder's lock.
 */
export function ownerOf(dataFolder: string): string {
  const file = join(dataFolder, 'owner')
  try {
    const known = readFileSync(file, 'utf8').trim()
    if (pattern.test(known)) return known
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const owner = randomBytes(6).toString('hex')
  writeFileSync(file, `${owner}\n`, { mode: 0o600 })
  return owner
}
