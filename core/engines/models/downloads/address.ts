import { Fault } from '../../../contract/faults.ts'
import { modelName, partOf } from '../llama/parts.ts'

/** Where a GGUF file is fetched from and what it will be called. Throws BAD_INPUT with what is wrong with the address. */
export function readAddress(text: string): { url: string; name: string } {
  const refuse = (detail: string) => new Fault('BAD_INPUT', { detail })
  const trimmed = text.trim()
  if (!URL.canParse(trimmed)) throw refuse('That is no web address. Paste the whole address of a .gguf file, beginning with https://.')
  const url = new URL(trimmed)
  if (!mayFetch(url)) throw refuse('Models are only downloaded from https addresses, so that nobody on the way can exchange them.')
  if (url.username || url.password) throw refuse('The address has a password in it, which would be stored. Take it out.')
  // The page about a file on Hugging Face, to the file.
  if (isHuggingFace(url)) url.pathname = url.pathname.replace(/^(\/[^/]+\/[^/]+)\/blob\//, '$1/resolve/')
  url.hash = ''
  const file = decode(url.pathname.split('/').at(-1) ?? '')
  if (!/\.gguf$/i.test(file)) {
    const hint = isHuggingFace(url) ? ' Open “Files” on that page and copy the address of a .gguf file.' : ''
    throw refuse(`The address does not end in .gguf, so it is no model file.${hint}`)
  }
  const part = partOf(file)
  if (part && part.count > 1)
    throw refuse(`This model comes in ${part.count} parts. Pick one that is a single file, or download all parts and drop the first on the window.`)
  const name = safeName(modelName(file))
  if (name === '') throw refuse('The address has no name for the model in it.')
  return { url: url.href, name }
}

/** https, and http only to this computer itself. A redirect may not lead from the one to the other. */
export function mayFetch(url: URL, from: URL = url): boolean {
  if (url.protocol === 'https:') return true
  return url.protocol === 'http:' && isLoopback(url) && isLoopback(from) && from.protocol === 'http:'
}

export const isHuggingFace = ({ hostname }: URL): boolean => hostname === 'huggingface.co' || hostname === 'www.huggingface.co'

const isLoopback = ({ hostname }: URL) => hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname)

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A name that is a file's name on every system and never a path. */
const safeName = (name: string) =>
  name
    .replaceAll(/[^\p{L}\p{N}._ -]+/gu, '-')
    .replace(/^[.\- ]+|[.\- ]+$/g, '')
    .slice(0, 150)
