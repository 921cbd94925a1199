import { type BigIntStats, readFileSync } from 'node:fs'
import { lstat, readdir, readlink, realpath } from 'node:fs/promises'
import { isAbsolute, join, posix, relative, sep } from 'node:path'
import { createIgnore } from './ignore.ts'
import { ownFolder } from './plan.ts'
import { refuse } from './refusal.ts'

/** What is in a folder that may go into an image, sorted by path. Paths have forward slashes. */
export type FolderEntry =
  | { kind: 'file'; path: string; file: string; stats: BigIntStats; isExecutable: boolean }
  | { kind: 'folder'; path: string }
  | { kind: 'link'; path: string; target: string }

/** Left out unless `.dockerignore` takes it back in. */
const usually = ['**/node_modules', '**/__pycache__', '**/.DS_Store', '**/.venv']
/** Left out whatever `.dockerignore` says: it holds secrets, or the history that once held them. */
const always = ['**/.env', '**/.env.*', '**/.git', '**/.npmrc', '**/.netrc', '**/.pypirc', '**/.ssh', '**/.aws', ownFolder, '.dockerignore']

const maxFiles = 20_000
const maxBytes = 512 * 2 ** 20
const maxTextBytes = 2 ** 20

/**
 * Reads what of a folder goes into an image of `name`. `granted` are folders that are mounted when it runs: they are there in any case, and what is in
 * one that the tool may change is not part of what the tool is. `needed` stays, whatever `.dockerignore` says. Throws BUILD_FAILED for links that lead out and for too much.
 */
export async function readFolder(given: {
  name: string
  folder: string
  granted?: readonly { path: string; mode: 'ro' | 'rw' }[]
  needed?: readonly string[]
}): Promise<{ entries: FolderEntry[]; text(path: string): string | null }> {
  const { name, granted = [], needed = [] } = given
  const folder = await realpath(given.folder)
  const own = (await readText(join(folder, '.dockerignore')))?.split(/\r?\n/) ?? []
  const chosen = createIgnore([...usually, ...own])
  const secret = createIgnore(always)
  const mounted = granted.map(({ path, mode }) => ({ path: posix.normalize(path).replace(/\/$/, ''), mode }))
  const changed = new Set(mounted.flatMap(({ path, mode }) => (mode === 'rw' ? [path] : [])))
  const entries: FolderEntry[] = []
  let [files, bytes] = [0, 0]
  let largest = { path: '', bytes: 0 }

  const walk = async (inner: string): Promise<void> => {
    const found = await readdir(join(folder, inner), { withFileTypes: true })
    for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = inner === '' ? entry.name : `${inner}/${entry.name}`
      if (secret.ignores(path)) continue
      const isIgnored = chosen.ignores(path) && !needed.includes(path)
      if (entry.isDirectory()) {
        if (changed.has(path)) {
          entries.push({ kind: 'folder', path })
          continue
        }
        if (isIgnored && chosen.canSkipFolder(path) && !needed.some((one) => one.startsWith(`${path}/`))) continue
        if (!isIgnored) entries.push({ kind: 'folder', path })
        await walk(path)
      } else if (isIgnored) continue
      else if (entry.isSymbolicLink()) entries.push({ kind: 'link', path, target: await targetOf(name, folder, path) })
      else if (entry.isFile()) {
        const file = join(folder, path)
        const stats = await lstat(file, { bigint: true })
        if (!stats.isFile()) continue
        entries.push({ kind: 'file', path, file, stats, isExecutable: (stats.mode & 0o111n) !== 0n })
        const size = Number(stats.size)
        ;[files, bytes] = [files + 1, bytes + size]
        if (size > largest.bytes) largest = { path, bytes: size }
        const most = files > maxFiles ? `more than ${maxFiles} files` : bytes > maxBytes ? `more than ${maxBytes / 2 ** 20} MiB` : null
        if (most)
          refuse(
            name,
            `Its folder has ${most} (the largest file is ${largest.path}, ${Math.ceil(largest.bytes / 2 ** 20)} MiB). Leave out with .dockerignore what the image does not need.`,
          )
      }
    }
  }
  await walk('')
  for (const { path } of mounted) {
    const above = path.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))
    if (isInside(path) && path !== '.')
      for (const one of above) if (!entries.some((entry) => entry.path === one)) entries.push({ kind: 'folder', path: one })
  }
  const byPath = new Map(entries.flatMap((entry) => (entry.kind === 'file' ? [[entry.path, entry] as const] : [])))
  return {
    entries: entries.sort((a, b) => (a.path < b.path ? -1 : 1)),
    text(path) {
      const entry = byPath.get(path)
      return !entry || entry.stats.size > maxTextBytes ? null : readFileSync(entry.file, 'utf8')
    },
  }
}

const isInside = (inner: string) => inner !== '..' && !inner.startsWith('../') && !isAbsolute(inner)

async function targetOf(name: string, folder: string, path: string): Promise<string> {
  const target = (await readlink(join(folder, path))).replaceAll(sep, '/')
  const meant = posix.join(posix.dirname(path), target)
  const real = await realpath(join(folder, path)).catch(() => null)
  if (isAbsolute(target) || !isInside(meant) || (real !== null && !isInside(relative(folder, real).replaceAll(sep, '/'))))
    refuse(name, `${path} is a link that leads out of the folder (${target}). Put the file there instead, or leave the link out with .dockerignore.`)
  return target
}

async function readText(path: string): Promise<string | null> {
  try {
    const { size } = await lstat(path)
    return size > maxTextBytes ? null : readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
