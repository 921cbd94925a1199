import { readdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, sep } from 'node:path'

const modelLayer = 'application/vnd.ollama.image.model'

/** Where Ollama keeps its models: OLLAMA_MODELS, else `.ollama/models` in the person's home. */
export const ollamaStore = (env: NodeJS.ProcessEnv): string =>
  env.OLLAMA_MODELS ?? join(env.HOME ?? env.USERPROFILE ?? homedir(), '.ollama', 'models')

/**
 * GGUF files in Ollama's own store, named as Ollama names them (`qwen3:8b`), to be used where they lie. Empty when there is no store;
 * a manifest that is half-written or without a local model is passed over.
 */
export async function findOllamaBlobs(store: string): Promise<{ name: string; path: string }[]> {
  const root = join(store, 'manifests')
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        const digest = await modelDigest(path)
        return digest ? { name: ollamaName(path.slice(root.length + 1).split(sep)), path: join(store, 'blobs', digest.replace(':', '-')) } : null
      }),
  )
  return found.filter((model) => model !== null)
}

async function modelDigest(path: string): Promise<string | null> {
  try {
    const { layers } = JSON.parse(await readFile(path, 'utf8')) as { layers?: { mediaType?: string; digest?: string }[] }
    const digest = layers?.find(({ mediaType }) => mediaType === modelLayer)?.digest
    return digest && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : null
  } catch {
    return null
  }
}

/** `registry.ollama.ai/library/qwen3/8b` -> `qwen3:8b`; other namespaces and hosts stay in the name. */
function ollamaName(parts: string[]): string {
  const tag = parts.at(-1)
  const path = parts.slice(0, -1)
  if (path[0] === 'registry.ollama.ai') path.shift()
  if (path[0] === 'library') path.shift()
  return `${path.join('/')}:${tag}`
}
