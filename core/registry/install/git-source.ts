import { lstatSync, readdirSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../../contract/faults.ts'
import type { GitAddress } from './git-address.ts'
import { type GitRun, runGit } from './git-process.ts'
import { isLeftBehind, leadsOut, maxInstallBytes, maxInstallFiles, type UploadedFile } from './upload.ts'

export type GitLimits = {
  /** https and ssh; tests add file. */
  protocols: readonly string[]
  /** For the whole of it. */
  deadlineMs: number
  /** What git may write while it fetches. */
  maxFetchBytes: number
}
export const gitLimits: GitLimits = { protocols: ['https', 'ssh'], deadlineMs: 120_000, maxFetchBytes: 200_000_000 }

export type Fetched = { files: UploadedFile[]; isOneFile: boolean; commit: string } | { reason: string; commit: string | null }

/**
 * Fetches the newest commit into `folder` (made, used and removed here) and reads files out of it without ever checking them out, so that no filter,
 * hook or link of the repository does anything. Throws GIT_MISSING, GIT_FAILED, CANCELLED and DEADLINE_EXCEEDED.
 */
export async function filesOfRepository(address: GitAddress, folder: string, limits: GitLimits, signal: AbortSignal | undefined): Promise<Fetched> {
  const deadline = AbortSignal.timeout(limits.deadlineMs)
  const tooLarge = new AbortController()
  const ended = AbortSignal.any([deadline, tooLarge.signal, ...(signal ? [signal] : [])])
  const repository = join(folder, 'repository.git')
  await mkdir(folder, { recursive: true })
  const watch = setInterval(() => {
    if (sizeOf(repository) > limits.maxFetchBytes) tooLarge.abort()
  }, 250)
  const git = async (args: string[], more: { input?: string; maxOutputBytes?: number } = {}): Promise<GitRun> => {
    const run = await runGit(args, { folder, protocols: limits.protocols, signal: ended, ...more })
    if (signal?.aborted) throw new Fault('CANCELLED', { name: `Fetching ${address.shown}` })
    if (deadline.aborted) throw new Fault('DEADLINE_EXCEEDED', { name: `Fetching ${address.shown}`, limit: `${limits.deadlineMs / 1_000} s` })
    return run
  }
  try {
    const branch = address.ref === null ? [] : ['--branch', address.ref]
    const shallow = ['clone', '--bare', '--depth', '1', '--single-branch', '--no-tags', '--no-recurse-submodules', '--template=', '--quiet']
    const cloned = await git([...shallow, ...branch, '--', address.url, repository])
    if (tooLarge.signal.aborted || sizeOf(repository) > limits.maxFetchBytes)
      return { reason: `The repository is larger than ${limits.maxFetchBytes / 1e6} MB.`, commit: null }
    if (cloned.code !== 0) throw new Fault('GIT_FAILED', { address: address.shown, detail: explain(cloned.stderr, address) })
    const at = (args: string[], more?: { input?: string; maxOutputBytes?: number }) => git(['--git-dir', repository, ...args], more)
    const head = await at(['rev-parse', '--verify', '--quiet', 'HEAD'])
    if (head.code !== 0) return { reason: 'The repository is empty.', commit: null }
    const commit = head.stdout.toString().trim()
    const found = await listFiles(address, at)
    if ('reason' in found) return { ...found, commit }
    const contents = await readBlobs(found.files, at)
    return { files: contents, isOneFile: found.isOneFile, commit }
  } finally {
    clearInterval(watch)
    await rm(folder, { recursive: true, force: true })
  }
}

type Git = (args: string[], more?: { input?: string; maxOutputBytes?: number }) => Promise<GitRun>
type Listed = { path: string; object: string; sizeBytes: number }

async function listFiles(address: GitAddress, git: Git): Promise<{ files: Listed[]; isOneFile: boolean } | { reason: string }> {
  const { subfolder } = address
  const start = `HEAD:${subfolder ?? ''}`
  const type = (await git(['cat-file', '-t', start])).stdout.toString().trim()
  if (type === '') return { reason: `There is no ${subfolder} in the repository.` }
  const isOneFile = type === 'blob'
  const parent = subfolder?.split('/').slice(0, -1).join('/') ?? ''
  const tree = isOneFile ? `HEAD:${parent}` : start
  const listed = await git(['ls-tree', ...(isOneFile ? [] : ['-r']), '-l', '-z', '--full-tree', tree], { maxOutputBytes: 20_000_000 })
  const advice = subfolder ? '' : ' Give the address of the folder in it that holds the manifests, or a subfolder.'
  if (listed.code !== 0) return { reason: `It holds more than ${maxInstallFiles} files.${advice}` }
  const files: Listed[] = []
  let total = 0
  for (const row of listed.stdout.toString('utf8').split('\0')) {
    const [, mode, kind, object = '', size, path = ''] = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(row) ?? []
    if (!mode || (isOneFile && path !== subfolder?.split('/').at(-1)) || path.split('/').some(isLeftBehind)) continue
    if (mode === '120000') return { reason: `It holds a symbolic link (${path}). It has to be replaced by a copy of what it points to.` }
    if (kind === 'commit') return { reason: `It holds a submodule (${path}), and those are not fetched.${advice}` }
    if (leadsOut(path)) return { reason: `It holds ${JSON.stringify(path)}, a path that leads out of it.` }
    total += Number(size)
    files.push({ path, object, sizeBytes: Number(size) })
    if (files.length > maxInstallFiles) return { reason: `It holds more than ${maxInstallFiles} files.${advice}` }
    if (total > maxInstallBytes) return { reason: `It is larger than ${maxInstallBytes / 1e6} MB.${advice}` }
  }
  return { files, isOneFile }
}

/** One git for all of them: it answers each id on its input with a head line, the bytes and a line end. */
async function readBlobs(files: readonly Listed[], git: Git): Promise<UploadedFile[]> {
  const input = files.map((file) => `${file.object}\n`).join('')
  const { stdout } = await git(['cat-file', '--batch'], { input, maxOutputBytes: maxInstallBytes + maxInstallFiles * 200 })
  let offset = 0
  return files.map(({ path, object, sizeBytes }) => {
    const start = stdout.indexOf(10, offset) + 1
    if (!stdout.subarray(offset, start).toString().startsWith(`${object} blob ${sizeBytes}\n`)) throw new Error(`git did not give ${path}`)
    offset = start + sizeBytes + 1
    return { path, bytes: Buffer.from(stdout.subarray(start, start + sizeBytes)) }
  })
}

/** Git's own words, the last that matter, and what to do about the usual ones. */
function explain(stderr: string, { ref }: GitAddress): string {
  const lines = stderr.split('\n').map((line) => line.trim())
  const said =
    lines.findLast((line) => /^(fatal|error|remote|ERROR):/i.test(line))?.replace(/^(fatal|error|remote|ERROR): */i, '') ?? 'it did not say why.'
  if (/could not read Username|Authentication failed|terminal prompts disabled|Permission denied|403/i.test(stderr))
    return `It is not there, or it is private: ${said} Fetch it by hand and drop the folder, or set up access for git.`
  if (/Remote branch .* not found/i.test(stderr)) return `It has no branch or tag named ${ref}.`
  if (/not found|does not exist|does not appear to be a git repository/i.test(stderr)) return `There is no repository at this address. (${said})`
  if (/Host key verification failed/i.test(stderr)) return 'This computer does not know the host yet. Connect to it once with ssh, then try again.'
  if (/Could not resolve host|Temporary failure in name resolution/i.test(stderr))
    return 'The host was not found. Check the address and the connection.'
  return said
}

/** Bytes below a folder that is being written. */
function sizeOf(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + (lstatSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0), 0)
  } catch {
    return 0
  }
}
