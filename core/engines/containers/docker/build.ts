import { PassThrough, pipeline } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import type { BuildOutcome, Images } from '../port.ts'
import { ask, open } from './connection.ts'
import { isRefusal, refusalText } from './faults.ts'
import type { Guard } from './guard.ts'
import { imagePath } from './image-path.ts'
import { jsonLines } from './json-lines.ts'

type Line = { stream?: string; status?: string; aux?: { ID?: string }; error?: string; errorDetail?: { message?: string } }

/** By the classic builder, which every engine has. Aborting it ends the step under way and takes away what this build made. */
export async function buildImage(
  guard: Guard,
  request: Parameters<Images['build']>[0],
  { signal, onLog }: Parameters<Images['build']>[1],
): Promise<BuildOutcome> {
  const told = createBuildLog(onLog)
  const query = {
    version: 1,
    dockerfile: request.dockerfile,
    t: request.tag,
    labels: JSON.stringify(request.labels),
    buildargs: JSON.stringify(request.buildArgs),
    pull: request.isPulling,
    nocache: !request.isCached,
    rm: true,
    forcerm: true,
  }
  // Taken over at once: the output of a child process that ended is lost when nobody reads it.
  const upload = new PassThrough()
  pipeline(request.context, upload, () => undefined)
  try {
    return await guard({ timeoutMs: null, signal }, async (to, stop) => {
      stop.addEventListener('abort', () => upload.destroy(), { once: true })
      const headers = { 'Content-Type': 'application/x-tar' }
      const response = await open(to, { method: 'POST', path: '/build', query, upload, headers }, stop)
      for await (const line of jsonLines<Line>(response)) {
        if (line.error) return told.failed(line.errorDetail?.message ?? line.error)
        told.push(line)
      }
      return told.built()
    })
  } catch (error) {
    if (signal.aborted) {
      await takeAway(guard, told.made())
      return { status: 'cancelled' }
    }
    // Such as a Dockerfile that cannot be parsed, which the engine tells before it begins.
    const cause = (error as Error).cause
    if (isRefusal(cause)) return told.failed(refusalText(cause))
    throw error
  } finally {
    upload.destroy()
  }
}

/** Reads the builder's own words: the step under way, which image each step made, and whether all came from the cache. */
function createBuildLog(onLog: (line: string) => void) {
  let rest = ''
  let step: string | null = null
  let isStepCached = true
  let isAllCached = true
  let imageId: string | null = null
  const made: string[] = []
  const read = (line: string) => {
    const begun = /^step \d+\/\d+ ?: (.*)$/i.exec(line)?.[1]
    if (begun) {
      step = begun
      isStepCached = /^(from|arg)\s/i.test(begun)
    }
    // Docker says ` ---> Using cache` and ` ---> <id>`, Podman `--> Using cache <id>` and `--> <id>`.
    if (/^ ?--+> Using cache/.test(line)) isStepCached = true
    const id = /^ ?--+> ([0-9a-f]{11,64})$/.exec(line)?.[1]
    if (id && !isStepCached) {
      made.push(id)
      isAllCached = false
    }
    if (line.trim()) onLog(line)
  }
  return {
    push(line: Line) {
      if (line.aux?.ID) imageId = line.aux.ID
      if (line.status) onLog(line.status)
      const lines = (rest + (line.stream ?? '')).split('\n')
      rest = lines.pop() ?? ''
      // A progress bar writes over its line; its last state is the line.
      for (const one of lines) read(one.replace(/\r$/, '').split('\r').at(-1) ?? '')
    },
    made: () => made,
    failed: (message: string): BuildOutcome => ({ status: 'failed', step, message }),
    built(): BuildOutcome {
      if (!imageId) return { status: 'failed', step, message: 'the engine ended the build without a result' }
      return { status: 'built', imageId, isFromCache: isAllCached }
    },
  }
}

/** The newest first, because each is the parent of the one before. The step that was ended may hold its image for a moment. */
async function takeAway(guard: Guard, made: string[]): Promise<void> {
  for (const id of made.toReversed()) {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      try {
        await guard({ timeoutMs: 10_000 }, (to, signal) => ask(to, { method: 'DELETE', path: imagePath(id) }, signal))
        break
      } catch (error) {
        const cause = (error as Error).cause
        if (!isRefusal(cause) || cause.statusCode !== 409) break
        await pause(200)
      }
    }
  }
}
