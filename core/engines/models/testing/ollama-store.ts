import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Where Ollama writes the manifest of `spark:latest` or `someone/spark:tag`. */
export function manifestPath(store: string, name: string): string {
  const [path = '', tag = 'latest'] = name.split(':')
  return join(store, 'manifests', 'registry.ollama.ai', ...(path.includes('/') ? [] : ['library']), ...path.split('/'), tag)
}

export const sha256 = async (file: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex')

/** Puts a GGUF file into a store laid out as Ollama lays it out: a manifest and a blob by digest (here a link instead of a copy). */
export async function addToOllamaStore(store: string, name: string, ggufPath: string): Promise<{ digest: string; blobPath: string }> {
  const digest = await sha256(ggufPath)
  const blobPath = join(store, 'blobs', `sha256-${digest}`)
  await mkdir(dirname(blobPath), { recursive: true })
  await symlink(ggufPath, blobPath).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const size = (await readFile(ggufPath)).length
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: { mediaType: 'application/vnd.docker.container.image.v1+json', digest: `sha256:${'0'.repeat(64)}`, size: 2 },
    layers: [
      { mediaType: 'application/vnd.ollama.image.model', digest: `sha256:${digest}`, size },
      { mediaType: 'application/vnd.ollama.image.license', digest: `sha256:${'1'.repeat(64)}`, size: 3 },
    ],
  }
  const path = manifestPath(store, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.part`, JSON.stringify(manifest))
  await rename(`${path}.part`, path)
  return { digest, blobPath }
}

export const removeFromOllamaStore = (store: string, name: string): Promise<void> => rm(manifestPath(store, name))
