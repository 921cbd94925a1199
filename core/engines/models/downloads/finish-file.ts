import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, link, mkdir, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { readGgufHeader } from '../llama/gguf-header.ts'
import { ofArchitecture } from '../llama/inspect-file.ts'

/** `warning`: it is there and whole, but cannot be used here. `damaged`: what has come is of no use. `failed`: it is good and could not be put in its place. */
export type Finish = { type: 'done'; warning: string | null } | { type: 'damaged'; why: string } | { type: 'failed'; why: string }

/** Checks a file that came whole and puts it among the models, never over another one. */
export async function finishFile(
  { partPath, modelsFolder, name, sha256 }: { partPath: string; modelsFolder: string; name: string; sha256: string | null },
  signal: AbortSignal,
): Promise<Finish> {
  if (sha256 !== null && (await sha256Of(partPath, signal)) !== sha256) {
    const why =
      'It does not match its checksum and was deleted: it was damaged on the way, or it is not the file that was meant. Resume to download it anew.'
    return { type: 'damaged', why }
  }
  const header = await readGgufHeader(partPath)
  if (!header) return { type: 'damaged', why: 'It came whole but its header is damaged, so it was deleted. Resume to download it anew.' }
  if (header.completeBytes !== null && (await stat(partPath)).size < header.completeBytes)
    return { type: 'damaged', why: 'The server ended the file before its end, so it was deleted. Resume to download it anew.' }
  await mkdir(modelsFolder, { recursive: true })
  const end = await putInPlace(partPath, join(modelsFolder, `${name}.gguf`), name)
  return end.type === 'done' ? { type: 'done', warning: ofArchitecture(header.architecture, name) } : end
}

async function putInPlace(from: string, to: string, name: string): Promise<Finish> {
  const taken: Finish = { type: 'failed', why: `There is a model named ${name} by now. Delete that, then resume; what has come is kept.` }
  try {
    // Unlike a rename, a link does not replace what is there.
    await link(from, to)
    await unlink(from)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && !(await isSameFile(from, to))) return taken
    if (code === 'EEXIST') {
      // The workstation ended between the two steps above.
      await unlink(from)
      return { type: 'done', warning: null }
    }
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK'].includes(code ?? ''))
      return { type: 'failed', why: `It could not be put into the models folder: ${message}` }
    const isThere = await access(to).then(
      () => true,
      () => false,
    )
    if (isThere) return taken
    await rename(from, to)
  }
  return { type: 'done', warning: null }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a), stat(b)])
  return one.ino === other.ino && one.dev === other.dev && one.ino !== 0
}

async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024, signal })) hash.update(piece as Buffer)
  return hash.digest('hex')
}
