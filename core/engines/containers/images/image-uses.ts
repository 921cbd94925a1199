import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Clock } from '../../../kernel/clock.ts'
import type { Logger } from '../../../kernel/logger.ts'

const uses = z.object({
  /** Time of the last use, since the epoch, by tag. */
  usedAtMs: z.record(z.string(), z.number()),
  /** The tag that a tool's folder had when it was last looked at, by repository. */
  current: z.record(z.string(), z.string()),
  /** Ids that base images had, by name: an image stays the same one when its base is removed from the engine. */
  bases: z.record(z.string(), z.string()),
})
export type Uses = z.infer<typeof uses>

/** Where uses are kept over restarts. Losing them costs a rebuild at most. */
export type UseStorage = { read(): Promise<Uses | null>; write(uses: Uses): Promise<void> }

/** One small JSON file, replaced as a whole. */
export function usesInFile(path: string): UseStorage {
  return {
    async read() {
      try {
        return uses.parse(JSON.parse(await readFile(path, 'utf8')))
      } catch {
        return null
      }
    },
    async write(all) {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(`${path}.new`, JSON.stringify(all))
      await rename(`${path}.new`, path)
    },
  }
}

const writeAfterMs = 2_000

export function createImageUses(options: { storage: UseStorage; clock: Clock; logger: Logger }) {
  const { storage, clock, logger } = options
  const loading = storage.read().catch(() => null)
  let timer: NodeJS.Timeout | null = null
  let held: Uses | null = null
  const all = async (): Promise<Uses> => (held ??= (await loading) ?? { usedAtMs: {}, current: {}, bases: {} })
  const write = async () => {
    timer = null
    if (held) await storage.write(held).catch((error: unknown) => logger.warn('uses of images could not be kept', { error: String(error) }))
  }
  const change = async <K extends keyof Uses>(kind: K, key: string, value: Uses[K][string]) => {
    const whole = await all()
    if (whole[kind][key] === value) return
    whole[kind][key] = value
    timer ??= setTimeout(() => void write(), writeAfterMs).unref()
  }
  return {
    all,
    used: (tag: string) => change('usedAtMs', tag, clock.now()),
    isCurrent: (repository: string, tag: string) => change('current', repository, tag),
    base: (ref: string, id: string) => change('bases', ref, id),
    async forget(tag: string) {
      delete (await all()).usedAtMs[tag]
    },
    async close() {
      if (timer === null) return
      clearTimeout(timer)
      await write()
    },
  }
}
export type ImageUses = ReturnType<typeof createImageUses>
