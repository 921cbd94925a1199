import type { Clock } from '../../../kernel/clock.ts'
import { labelsOf } from '../labels.ts'
import type { DiskUse, Labels } from '../port.ts'
import { ask } from './connection.ts'
import type { Guard } from './guard.ts'

/** The engine measures each time it is asked, so several who ask at once, or soon after, share an answer. */
const freshMs = 5_000
const answerWithinMs = 30_000

type Measured = {
  Images: { RepoTags: string[] | null; Labels: Labels | null; Size: number; SharedSize: number }[] | null
  Containers: { Labels: Labels | null; SizeRw?: number }[] | null
  Volumes: { Name: string; Labels: Labels | null; UsageData: { Size: number } | null }[] | null
}

export function createDisk(guard: Guard, clock: Clock) {
  let last: { atMs: number; use: Promise<DiskUse> } | null = null
  const sizes = new Map<string, number>()

  async function measure(): Promise<DiskUse> {
    const seen = await guard({ timeoutMs: answerWithinMs }, (to, signal) => ask<Measured>(to, { method: 'GET', path: '/system/df' }, signal))
    const images = (seen.Images ?? []).filter(isOurs)
    const containers = (seen.Containers ?? []).filter(isOurs)
    const volumes = (seen.Volumes ?? []).filter(isOurs)
    sizes.clear()
    for (const { Name, UsageData } of volumes) if (UsageData && UsageData.Size >= 0) sizes.set(Name, UsageData.Size)
    return {
      imagesBytes: sum(images, own),
      imageCount: images.length,
      containersBytes: sum(containers, ({ SizeRw }) => SizeRw ?? 0),
      containerCount: containers.length,
      volumesBytes: sum(volumes, ({ UsageData }) => Math.max(0, UsageData?.Size ?? 0)),
      volumeCount: volumes.length,
      reclaimableBytes: sum(images.filter(isUntagged), own),
    }
  }

  return {
    sizeOf: (volume: string): number | null => sizes.get(volume) ?? null,
    disk(): Promise<DiskUse> {
      if (!last || clock.now() - last.atMs > freshMs) {
        const use = measure()
        last = { atMs: clock.now(), use }
        use.catch(() => {
          last = null
        })
      }
      return last.use
    },
  }
}

const mark = Object.entries(labelsOf({}))
const isOurs = ({ Labels }: { Labels: Labels | null }) => mark.every(([key, value]) => Labels?.[key] === value)
const isUntagged = ({ RepoTags }: { RepoTags: string[] | null }) => (RepoTags ?? []).every((tag) => tag === '<none>:<none>')
/** Layers that another image has too would stay if this one went. */
const own = ({ Size, SharedSize }: { Size: number; SharedSize: number }) => Math.max(0, Size - Math.max(0, SharedSize))
const sum = <T>(all: T[], sizeOf: (one: T) => number) => all.reduce((total, one) => total + sizeOf(one), 0)
