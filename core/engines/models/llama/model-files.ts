import { mkdir, readdir, readFile, realpath, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { Fault } from '../../../contract/faults.ts'
import { type GgufHeader, readGgufHeader } from './gguf-header.ts'
import { findOllamaBlobs } from './ollama-blobs.ts'

export type ModelFile = {
  /** Unique among the files: the file's name without its ending, or Ollama's name. */
  name: string
  path: string
  sizeBytes: number
  isBuiltInDemo: boolean
  /** Added by the person, so that `remove` may take it away again. */
  isInModelsFolder: boolean
  source: string
  header: GgufHeader
}

export type ModelFilesOptions = {
  /** The person's own models; made when the first is added. */
  modelsFolder: string
  /** Ships with the app; null when there is none. */
  builtInFolder: string | null
  /** Ollama's store; null to leave it alone. */
  ollamaStore: string | null
}

const linkEnding = '.link.json'

/** The GGUF files llama.cpp can run, found anew by each `list`; headers are read once per path, size and time of change. */
export function createModelFiles({ modelsFolder, builtInFolder, ollamaStore }: ModelFilesOptions) {
  const headers = new Map<string, { stamp: string; header: Promise<GgufHeader | null> }>()
  const stampOf = ({ size, mtimeMs }: { size: number; mtimeMs: number }) => `${size} ${mtimeMs}`
  let lastList: ModelFile[] = []

  async function toModelFile(found: { name: string; path: string; isBuiltInDemo: boolean; isInModelsFolder: boolean }): Promise<ModelFile | null> {
    const status = await stat(found.path).catch(() => null)
    if (!status?.isFile()) return null
    const stamp = stampOf(status)
    let known = headers.get(found.path)
    if (known?.stamp !== stamp) {
      known = { stamp, header: readGgufHeader(found.path).catch(() => null) }
      headers.set(found.path, known)
    }
    const header = await known.header
    if (!header) return null
    return { ...found, sizeBytes: await sizeOfAllParts(found.path, status.size), source: await realpath(found.path), header }
  }

  async function list(): Promise<ModelFile[]> {
    const [own, builtIn, blobs] = await Promise.all([
      findInFolder(modelsFolder),
      builtInFolder ? findInFolder(builtInFolder) : [],
      ollamaStore ? findOllamaBlobs(ollamaStore) : [],
    ])
    const found = [
      ...builtIn.map((file) => ({ ...file, isBuiltInDemo: true, isInModelsFolder: false })),
      ...own.map((file) => ({ ...file, isBuiltInDemo: false, isInModelsFolder: true })),
      ...blobs.map((file) => ({ ...file, isBuiltInDemo: false, isInModelsFolder: false })),
    ]
    const files = (await Promise.all(found.map(toModelFile))).filter((file) => file !== null)
    // The first of a name wins, so a file dropped in cannot take the built-in model's place.
    lastList = files.filter((file, index) => files.findIndex(({ name }) => name === file.name) === index)
    return lastList
  }

  return {
    list,
    /** One by its name; a file that has not changed since the last `list` is not searched for again. */
    async find(name: string): Promise<ModelFile | null> {
      const known = lastList.find((file) => file.name === name)
      const status = known && (await stat(known.path).catch(() => null))
      if (known && status && headers.get(known.path)?.stamp === stampOf(status)) return known
      return (await list()).find((file) => file.name === name) ?? null
    },
    /** Links a GGUF file into the models folder and returns its name; the file itself stays where it is. Throws BAD_INPUT when it is none. */
    async add(path: string): Promise<string> {
      const target = resolve(path)
      const header = await readGgufHeader(target).catch((cause: NodeJS.ErrnoException) => {
        throw new Fault('BAD_INPUT', { detail: `${target} cannot be read: ${cause.message}` }, { cause })
      })
      if (!header) throw new Fault('BAD_INPUT', { detail: `${basename(target)} is no GGUF model file, or is not complete. Download it again.` })
      const file = await stat(target)
      const name = stem(basename(target))
      const there = (await list()).find((other) => other.name === name)
      if (there) {
        if (there.source === (await realpath(target))) return name
        throw new Fault('BAD_INPUT', { detail: `There is already a model named ${name}. Rename the file and add it again.` })
      }
      await mkdir(modelsFolder, { recursive: true })
      const link = join(modelsFolder, `${name}.gguf`)
      // A link left over from a file that is gone must not block its successor.
      await unlink(link).catch(() => {})
      await symlink(target, link).catch(() =>
        writeFile(join(modelsFolder, `${name}${linkEnding}`), JSON.stringify({ path: target, sizeBytes: file.size })),
      )
      return name
    },
    /** Takes a model out of the models folder: a link goes, its target stays; a file that lies there itself is deleted. */
    async remove(name: string): Promise<void> {
      const file = (await list()).find((other) => other.name === name)
      if (!file) throw new Fault('NOT_FOUND', { what: 'model', name })
      if (!file.isInModelsFolder)
        throw new Fault('NOT_SUPPORTED', { detail: `${name} is not in the models folder and stays where it is: ${file.source}` })
      await Promise.all([`${name}.gguf`, `${name}${linkEnding}`].map((entry) => unlink(join(modelsFolder, entry)).catch(() => {})))
    },
  }
}

async function findInFolder(folder: string): Promise<{ name: string; path: string }[]> {
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(
    names.map(async (entry) => {
      const path = join(folder, entry)
      if (entry.endsWith(linkEnding)) {
        const target = await readFile(path, 'utf8').then(
          (text) => (JSON.parse(text) as { path?: unknown }).path,
          () => null,
        )
        return typeof target === 'string' ? { name: entry.slice(0, -linkEnding.length), path: target } : null
      }
      return entry.toLowerCase().endsWith('.gguf') && isFirstPart(entry) ? { name: stem(entry), path } : null
    }),
  )
  return found.filter((file) => file !== null)
}

/** Large models come in parts named `…-00001-of-00003.gguf`; llama.cpp is given the first and finds the others. */
const partPattern = /-(\d{5})-of-(\d{5})\.gguf$/i
const isFirstPart = (name: string) => Number(partPattern.exec(name)?.[1] ?? 1) === 1
const stem = (name: string) => name.replace(partPattern, '').replace(/\.gguf$/i, '')

async function sizeOfAllParts(path: string, firstBytes: number): Promise<number> {
  const count = Number(partPattern.exec(path)?.[2] ?? 1)
  const others = Array.from({ length: count - 1 }, (_, index) => path.replace(/-00001-of-/, `-${String(index + 2).padStart(5, '0')}-of-`))
  const sizes = await Promise.all(
    others.map((part) =>
      stat(part).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, firstBytes)
}
