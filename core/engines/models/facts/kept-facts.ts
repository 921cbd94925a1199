import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { toolProbe } from '../../../contract/models.ts'
import type { Logger } from '../../../kernel/logger.ts'
import { keptSamples, type SpeedSample } from './speed.ts'

const sample = z.object({ output: z.number().nullable(), prompt: z.number().nullable(), at: z.string() })
const kept = z.object({ speeds: z.record(z.string(), z.array(sample)), probes: z.record(z.string(), toolProbe) })
type Kept = z.infer<typeof kept>

/** Of models that are long gone, the ones seen longest ago are forgotten first. */
const mostModels = 500

export type KeptFacts = {
  speeds(key: string): Promise<readonly SpeedSample[]>
  addSpeed(key: string, sample: SpeedSample): Promise<void>
  probe(digest: string): Promise<Kept['probes'][string] | null>
  /** Spares the question for a digest. */
  isWithoutProbes(): Promise<boolean>
  setProbe(digest: string, probe: Kept['probes'][string]): Promise<void>
}

/**
 * What was measured of models on this computer, by digest, in one small JSON file. It can be measured again: a file that cannot be
 * read is started over, and one that cannot be written costs a warning and no answer.
 */
export function createKeptFacts({ file, logger }: { file: string; logger: Logger }): KeptFacts {
  let loading: Promise<Kept> | null = null
  let writing: Promise<void> = Promise.resolve()
  const load = () => {
    loading ??= readFile(file, 'utf8')
      .then((text) => kept.parse(JSON.parse(text)))
      .catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') logger.warn('What was known of models could not be read and is measured again', { file, error: String(error) })
        return { speeds: {}, probes: {} }
      })
    return loading
  }

  function save(): Promise<void> {
    writing = writing.then(async () => {
      const draft = `${file}.draft`
      await mkdir(dirname(file), { recursive: true })
      await writeFile(draft, JSON.stringify(await load()))
      await rename(draft, file)
    })
    writing = writing.catch((error) => logger.warn('What was measured of a model could not be kept', { file, error: String(error) }))
    return writing
  }

  /** Puts a key last, so that the first are the ones to forget. */
  function put<Value>(all: Record<string, Value>, key: string, value: Value) {
    delete all[key]
    all[key] = value
    for (const oldest of Object.keys(all).slice(0, -mostModels)) delete all[oldest]
  }

  return {
    speeds: async (key) => (await load()).speeds[key] ?? [],
    async addSpeed(key, sample) {
      const { speeds } = await load()
      put(speeds, key, [...(speeds[key] ?? []), sample].slice(-keptSamples))
      await save()
    },
    probe: async (digest) => (await load()).probes[digest] ?? null,
    isWithoutProbes: async () => Object.keys((await load()).probes).length === 0,
    async setProbe(digest, probe) {
      put((await load()).probes, digest, probe)
      await save()
    },
  }
}
