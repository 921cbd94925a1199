import { lstat, mkdir, readdir, readFile, realpath, stat, symlink, unlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Fault } from '../../../contract/faults.ts'
import { fingerprint } from './fingerprint.ts'
import { type GgufHeader, readGgufHeader } from './gguf-header.ts'
import { type InspectedFile, inspectFile } from './inspect-file.ts'
import { findOllamaBlobs } from './ollama-blobs.ts'
import { modelName, partNames, partOf } from './parts.ts'

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
  const digests = new Map<string, { stamp: string; digest: Promise<string> }>()
  const stampOf = ({ size, mtimeMs }: { size: number; mtimeMs: number }) => `${size} ${mtimeMs}`
  let lastList: ModelFile[] = []

  async function toModelFile(found: { name: string; path: string; isBuiltInDemo: boolean; isInModelsFolder: boolean }): Promise<ModelFile | null> {
    const status = await stat(found.path).catch(() => null)
    if (!status?.isFile()) return null
    const stamp = stampOf(status)
    let known = headers.get(found.path)
    if (known?.stamp !== stamp) {
      const header = readGgufHeader(found.path).catch(() => {
        // What could not be read now may be readable next time.
        headers.delete(found.path)
        return null
      })
      known = { stamp, header }
      headers.set(found.path, known)
    }
    const header = await known.header
    if (!header) return null
    const source = await realpath(found.path)
    // llama.cpp looks for the other parts beside the name it is given, and a link has no others beside it.
    const path = partOf(basename(source)) ? source : found.path
    return { ...found, path, sizeBytes: await sizeOfAllParts(path, status.size), source, header }
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

  /** What a file is, whether it can be added, and whether it is already here. */
  async function inspect(path: string): Promise<InspectedFile & { name: string; isThere: boolean }> {
    const inspected = await inspectFile(path)
    const name = modelName(basename(inspected.path))
    if (inspected.refusal !== null) return { ...inspected, name, isThere: false }
    const there = (await list()).find((other) => other.name === name)
    if (!there) return { ...inspected, name, isThere: false }
    if (there.source === (await realpath(inspected.path))) return { ...inspected, name, isThere: true }
    return { ...inspected, name, isThere: false, refusal: `There is already a model named ${name}. Rename the file and add it again.` }
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
    /** Links a GGUF file into the models folder and returns its name; the file itself stays where it is. Throws BAD_INPUT with the refusal. */
    async add(path: string): Promise<string> {
      const { path: target, name, refusal, sizeBytes, isThere } = await inspect(path)
      if (refusal !== null) throw new Fault('BAD_INPUT', { detail: refusal })
      if (isThere) return name
      await mkdir(modelsFolder, { recursive: true })
      const link = join(modelsFolder, `${name}.gguf`)
      // A link left over from a file that is gone must not block its successor.
      await unlink(link).catch(() => {})
      await symlink(target, link).catch(() => writeFile(join(modelsFolder, `${name}${linkEnding}`), JSON.stringify({ path: target, sizeBytes })))
      return name
    },
    /** Takes a model out of the models folder: a link goes, its target stays; a file that lies there itself is deleted. */
    async remove(name: string): Promise<void> {
      const file = (await list()).find((other) => other.name === name)
      if (!file) throw new Fault('NOT_FOUND', { what: 'model', name })
      if (!file.isInModelsFolder)
        throw new Fault('NOT_SUPPORTED', { detail: `${name} is not in the models folder and stays where it is: ${file.source}` })
      const entries = await readdir(modelsFolder)
      const own = entries.filter((entry) => entry === `${name}${linkEnding}` || (isModelFile(entry) && modelName(entry) === name))
      await Promise.all(own.map((entry) => removeEntry(join(modelsFolder, entry))))
    },
    inspect,
    /** By content; read anew only when the file changed. Ollama's files have it in their name. */
    async digest({ path, source }: ModelFile): Promise<string> {
      const ofOllama = /^sha256-([0-9a-f]{64})$/.exec(basename(path))
      if (ofOllama) return `sha256:${ofOllama[1]}`
      const stamp = stampOf(await stat(path))
      let known = digests.get(path)
      if (known?.stamp !== stamp) {
        known = { stamp, digest: fingerprint(source) }
        digests.set(path, known)
        known.digest.catch(() => digests.delete(path))
      }
      return known.digest
    },
    /** What `remove` would take away; null when it refuses. */
    async removal({ name, isInModelsFolder }: ModelFile): Promise<'file' | 'link' | null> {
      if (!isInModelsFolder) return null
      const own = await lstat(join(modelsFolder, `${name}.gguf`)).catch(() => null)
      if (own) return own.isSymbolicLink() ? 'link' : 'file'
      return (await lstat(join(modelsFolder, `${name}${linkEnding}`)).catch(() => null)) ? 'link' : 'file'
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
      return isModelFile(entry) && (partOf(entry)?.number ?? 1) === 1 ? { name: modelName(entry), path } : null
    }),
  )
  return found.filter((file) => file !== null)
}

const isModelFile = (entry: string) => entry.toLowerCase().endsWith('.gguf')

async function removeEntry(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return
    throw new Fault(
      'MODEL_BUSY',
      { model: basename(path), detail: `It could not be deleted: ${message}. Close what uses it and try again.` },
      { cause },
    )
  }
}

async function sizeOfAllParts(path: string, firstBytes: number): Promise<number> {
  const others = partNames(basename(path)).slice(1)
  const sizes = await Promise.all(
    others.map((name) =>
      stat(join(dirname(path), name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, firstBytes)
}
