import type { ImageInfo, ImageInspectInfo } from 'dockerode'
import { Fault } from '../../../contract/faults.ts'
import type { Image, Images } from '../port.ts'
import { buildImage } from './build.ts'
import { ask, open } from './connection.ts'
import { labelFilter } from './containers.ts'
import { isNotFound, isRefusal, refusalText } from './faults.ts'
import type { Guard } from './guard.ts'
import { imagePath } from './image-path.ts'
import { jsonLines } from './json-lines.ts'

const quickMs = 30_000
const slowMs = 120_000
/** A registry that says nothing for so long is given up. */
const silenceMs = 60_000

export function createImages(guard: Guard): Images {
  return {
    async inspect(ref) {
      try {
        const seen = await guard({ timeoutMs: quickMs }, (to, signal) =>
          ask<ImageInspectInfo>(to, { method: 'GET', path: imagePath(ref, '/json') }, signal),
        )
        return {
          id: seen.Id,
          tags: seen.RepoTags ?? [],
          labels: seen.Config?.Labels ?? {},
          sizeBytes: seen.Size,
          createdAt: new Date(seen.Created).toISOString(),
          command: [...[seen.Config?.Entrypoint ?? []].flat(), ...(seen.Config?.Cmd ?? [])],
        }
      } catch (error) {
        if (isNotFound((error as Error).cause)) return null
        throw error
      }
    },
    async list(labels) {
      const query = { filters: JSON.stringify(labelFilter(labels)) }
      const listed = await guard({ timeoutMs: quickMs }, (to, signal) => ask<ImageInfo[]>(to, { method: 'GET', path: '/images/json', query }, signal))
      return listed.map(
        (seen): Image => ({
          id: seen.Id,
          tags: (seen.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
          labels: seen.Labels ?? {},
          sizeBytes: seen.Size,
          createdAt: new Date(seen.Created * 1000).toISOString(),
        }),
      )
    },
    pull: (ref, options) => pull(guard, ref, options),
    build: (request, options) => buildImage(guard, request, options),
    async tag(ref, tag) {
      const [repo, name] = splitTag(tag)
      await guard({ timeoutMs: quickMs }, (to, signal) =>
        ask(to, { method: 'POST', path: imagePath(ref, '/tag'), query: { repo, tag: name } }, signal),
      )
    },
    async remove(ref) {
      try {
        await guard({ timeoutMs: slowMs }, (to, signal) => ask(to, { method: 'DELETE', path: imagePath(ref) }, signal))
      } catch (error) {
        if (!isNotFound((error as Error).cause)) throw error
      }
    },
    async history(ref) {
      const steps = await guard({ timeoutMs: quickMs }, (to, signal) =>
        ask<{ CreatedBy: string; Size: number }[]>(to, { method: 'GET', path: imagePath(ref, '/history') }, signal),
      )
      return steps.map((step) => ({ createdBy: step.CreatedBy, sizeBytes: step.Size }))
    },
  }
}

/** `host:5000/name:tag` in `host:5000/name` and `tag`; `latest` when it names none. */
export function splitTag(ref: string): [name: string, tag: string] {
  const colon = ref.lastIndexOf(':')
  return colon > ref.lastIndexOf('/') ? [ref.slice(0, colon), ref.slice(colon + 1)] : [ref, 'latest']
}

type Progress = {
  status?: string
  id?: string
  progressDetail?: { current?: number; total?: number }
  error?: string
  errorDetail?: { message?: string }
}

async function pull(guard: Guard, ref: string, { signal, onProgress }: Parameters<Images['pull']>[1]): Promise<void> {
  const silence = new AbortController()
  const failed = (why: string, cause?: unknown) => new Fault('ENGINE_FAILED', { detail: `${ref} could not be pulled: ${why}` }, { cause })
  const late = () => silence.abort(failed(`the registry was silent for ${silenceMs / 1000} s`))
  let timer = setTimeout(late, silenceMs)
  try {
    await guard({ timeoutMs: null, signal: AbortSignal.any([signal, silence.signal]) }, async (to, stop) => {
      const [name, tag] = ref.includes('@') ? [ref, undefined] : splitTag(ref)
      const response = await open(to, { method: 'POST', path: '/images/create', query: { fromImage: name, tag } }, stop)
      for await (const line of jsonLines<Progress>(response)) {
        clearTimeout(timer)
        timer = setTimeout(late, silenceMs)
        if (line.error) throw failed(line.errorDetail?.message ?? line.error)
        if (line.status) onProgress(progressText(line))
      }
    })
  } catch (error) {
    const cause = (error as Error).cause
    throw isRefusal(cause) ? failed(refusalText(cause), cause) : error
  } finally {
    clearTimeout(timer)
  }
}

function progressText({ id, status, progressDetail }: Progress): string {
  const { current, total } = progressDetail ?? {}
  const share = current && total ? ` ${Math.floor((current / total) * 100)}%` : ''
  return `${id ? `${id}: ` : ''}${status}${share}`
}
