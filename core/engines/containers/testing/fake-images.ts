import { createHash } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import type { BuildOutcome, Images } from '../port.ts'
import { type FakeImage, hasAll, type Inside, refused, type Use } from './fake-inside.ts'

const idOf = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`

/** Builds really read the context and go through the Dockerfile: `RUN exit 3` fails, `RUN sleep …` goes on until it is aborted. */
export function createFakeImages(use: Use, { images }: Inside, tags: string[]): Images {
  const find = (ref: string) => [...images.values()].find((image) => image.id === ref || image.tags.includes(ref)) ?? null
  const need = (ref: string) => {
    const found = find(ref)
    if (!found) throw refused(`No such image: ${ref}`)
    return found
  }
  const add = (content: string, labels: Record<string, string>, history: FakeImage['history']) => {
    const id = idOf(content + JSON.stringify(labels))
    const image = images.get(id) ?? { id, tags: [], labels, sizeBytes: 100_000_000, createdAt: new Date().toISOString(), history }
    images.set(id, image)
    return image
  }
  const retag = (image: FakeImage, tag: string) => {
    for (const other of images.values()) other.tags = other.tags.filter((one) => one !== tag)
    image.tags.push(tag)
  }
  for (const tag of tags) retag(add(tag, {}, [{ createdBy: 'imported', sizeBytes: 100_000_000 }]), tag)

  async function build(request: Parameters<Images['build']>[0], { signal, onLog }: Parameters<Images['build']>[1]): Promise<BuildOutcome> {
    const dockerfile = await dockerfileIn(request.context, request.dockerfile)
    if (dockerfile === null) return { status: 'failed', step: null, message: `Cannot locate specified Dockerfile: ${request.dockerfile}` }
    const steps = dockerfile.split('\n').filter((line) => line.trim() && !line.startsWith('#'))
    const before = [...images.values()].find((image) => image.id === idOf(dockerfile + JSON.stringify(request.labels)))
    for (const [index, step] of steps.entries()) {
      if (signal.aborted) return { status: 'cancelled' }
      onLog(`Step ${index + 1}/${steps.length} : ${step}`)
      const base = /^from\s+(\S+)/i.exec(step)?.[1]
      if (base && !find(base)) return { status: 'failed', step, message: `pull access denied for ${base}` }
      const code = /^run exit ([1-9]\d*)$/i.exec(step)?.[1]
      if (code) return { status: 'failed', step, message: `The command '/bin/sh -c exit ${code}' returned a non-zero code: ${code}` }
      if (/^run sleep/i.test(step)) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
        return { status: 'cancelled' }
      }
    }
    const image = add(
      dockerfile,
      request.labels,
      steps.toReversed().map((createdBy) => ({ createdBy, sizeBytes: 0 })),
    )
    retag(image, request.tag)
    return { status: 'built', imageId: image.id, isFromCache: before !== undefined && request.isCached }
  }

  return {
    inspect: (ref) => use('images.inspect', () => find(ref)),
    list: (labels) => use('images.list', () => [...images.values()].filter((image) => hasAll(image.labels, labels))),
    pull: (ref, { onProgress }) =>
      use('images.pull', () => {
        if (ref.includes('unreachable')) throw refused(`${ref} could not be pulled: no such host`)
        onProgress(`Pulling ${ref}`)
        retag(add(ref, {}, [{ createdBy: 'pulled', sizeBytes: 0 }]), ref)
      }),
    build: (request, options) => use('images.build', () => build(request, options)),
    tag: (ref, tag) => use('images.tag', () => retag(need(ref), tag)),
    remove: (ref) =>
      use('images.remove', () => {
        const image = find(ref)
        if (!image) return
        image.tags = image.tags.filter((tag) => tag !== ref)
        if (image.tags.length === 0) images.delete(image.id)
      }),
    history: (ref) => use('images.history', () => need(ref).history),
  }
}

function dockerfileIn(context: NodeJS.ReadableStream, name: string): Promise<string | null> {
  const { promise, resolve, reject } = Promise.withResolvers<string | null>()
  const reading = extract()
  let found: string | null = null
  reading.on('entry', async (header, stream, next) => {
    const content = await text(stream)
    if (header.name.replace(/^\.\//, '') === name) found = content
    next()
  })
  reading.on('finish', () => resolve(found)).on('error', reject)
  context.on('error', reject).pipe(reading)
  return promise
}
