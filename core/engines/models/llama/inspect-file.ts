import { open, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { architectures, companions } from './architectures.ts'
import { type GgufHeader, readGgufHeader } from './gguf-header.ts'
import { partNames, partOf } from './parts.ts'

export type InspectedFile = { path: string; sizeBytes: number | null; header: GgufHeader | null; refusal: string | null }

/** What a file is and whether llama.cpp can load it, with a plain reason and a way out where it cannot. */
export async function inspectFile(given: string): Promise<InspectedFile> {
  const path = resolve(given)
  const name = basename(path)
  const refuse = (refusal: string, more: Partial<InspectedFile> = {}): InspectedFile => ({ path, sizeBytes: null, header: null, ...more, refusal })
  try {
    const found = await stat(path)
    if (found.isDirectory()) return refuse(`${name} is a folder. Choose the .gguf file in it.`)
    if (!found.isFile()) return refuse(`${name} is no file.`)
    const part = partOf(name)
    if (part && part.number !== 1)
      return refuse(`${name} is part ${part.number} of ${part.count}. Add the first part; the others are found beside it.`)
    const sizeBytes = found.size
    const strange = whatInstead(await firstBytes(path), extname(name).toLowerCase())
    if (strange) return refuse(`${name} ${strange}`, { sizeBytes })
    const header = await readGgufHeader(path)
    if (!header) return refuse(`${name} begins like a GGUF file, but its header is damaged or cut off. Download it again.`, { sizeBytes })
    if (header.completeBytes !== null && sizeBytes < header.completeBytes) {
      const detail = `${name} is not complete: ${inShort(sizeBytes)} of ${inShort(header.completeBytes)}. Download it again.`
      return refuse(detail, { sizeBytes, header })
    }
    const missing = part ? await missingParts(path) : []
    if (missing.length > 0) return refuse(`${missing.join(', ')} is missing beside ${name}. All parts must lie in one folder.`, { sizeBytes, header })
    const refusal = ofArchitecture(header.architecture, name)
    return refusal ? refuse(refusal, { sizeBytes, header }) : { path, sizeBytes, header, refusal: null }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return refuse(`There is no file ${path}.`)
    if (code === 'EACCES' || code === 'EPERM') return refuse(`${name} may not be read. Change its permissions, or move it to a folder of yours.`)
    return refuse(`${name} cannot be read: ${message}`)
  }
}

/** Why nothing here can load a model of this kind; null when it can. */
export function ofArchitecture(architecture: string | null, name: string): string | null {
  if (architecture === null) return `${name} does not say what kind of model it is, so it cannot be loaded.`
  const companion = companions[architecture]
  if (companion) return `${name} is ${companion} and no model by itself. Add the model it belongs to.`
  if (architectures.has(architecture)) return null
  return `${name} is a model of the kind “${architecture}”, which this version cannot load. Update Cortex, or pick another model.`
}

/** What the first bytes of a file show it to be; null for a GGUF file that can be read. */
export function whatInstead(start: Buffer, ending = ''): string | null {
  const text = start.toString('latin1')
  if (text.startsWith('GGUF')) {
    const version = start.length >= 8 ? start.readUInt32LE(4) : 3
    if (version === 2 || version === 3) return null
    if (version > 0xffff) return 'is a GGUF file for computers with another byte order. Look for the ordinary one.'
    return `is a GGUF file of version ${version}, which cannot be read. Look for a newer one.`
  }
  if (start.length === 0) return 'is empty. Download it again.'
  if (/^\s*(<!doctype|<html|<\?xml|<head|<body)/i.test(text)) return 'is a web page, no model: the address leads to a page about it, or to a login.'
  if (text.startsWith('version https://git-lfs')) return 'is only a pointer of Git LFS. Download the file itself, or run “git lfs pull”.'
  if (ending === '.safetensors' || /^.{8}\{"/s.test(text)) return 'is a model in the safetensors format. Look for its GGUF version.'
  if (text.startsWith('PK') || ['.pt', '.pth', '.bin', '.onnx'].includes(ending)) return 'is no GGUF file. Look for the GGUF version of the model.'
  if (/^\s*[[{]/.test(text)) return 'is a text in JSON, no model.'
  return 'is no GGUF file. Models in that format end in .gguf.'
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function missingParts(first: string): Promise<string[]> {
  const there = await Promise.all(
    partNames(basename(first)).map((name) =>
      stat(join(dirname(first), name)).then(
        () => null,
        () => name,
      ),
    ),
  )
  return there.filter((name) => name !== null)
}

const inShort = (bytes: number) => (bytes < 1e8 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`)
