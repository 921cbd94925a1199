import type { Clock } from '../../../kernel/clock.ts'
import type { Logger } from '../../../kernel/logger.ts'
import { labelsOf, ownershipOf } from '../labels.ts'
import type { ContainerEngine, Image } from '../port.ts'
import type { ImageUses } from './image-uses.ts'

const [markKey = '', nameKey = ''] = Object.keys(labelsOf({ name: '' }))
const dayMs = 86_400_000
/** A version that was used this lately may be about to run again: a call that began before its tool changed. */
const inHandMs = 120_000

/**
 * Removes images of this owner that nobody needs: versions of tools that changed since, tools that are gone, what builds left behind; then, while images
 * take more than `limitBytes`, the ones used longest ago. What a container stands on stays. `freedBytes` is what their own layers took.
 */
export async function pruneImages(options: {
  engine: ContainerEngine
  owner: string
  uses: ImageUses
  clock: Clock
  logger: Logger
  limitBytes: number
  /** Whether there still is such a tool or relic. */
  isInForce: (what: 'tool' | 'relic', name: string) => boolean
  /** Tags that a build under way stands for. */
  isUnderWay: (tag: string) => boolean
  /** Whether any build is: it may be standing on what another left behind. */
  isBuilding: () => boolean
}): Promise<{ removed: number; freedBytes: number }> {
  const { engine, owner, uses, clock, logger } = options
  const [marked, containers, { usedAtMs, current }] = await Promise.all([
    engine.images.list(labelsOf({ role: 'image' })),
    engine.containers.list(labelsOf({})),
    uses.all(),
  ])
  const there = new Set(marked.flatMap(({ tags }) => tags))
  for (const tag of Object.keys(usedAtMs)) if (!there.has(tag)) await uses.forget(tag)
  const standing = new Set(containers.map(({ image }) => image))
  const now = clock.now()
  const outcome = { removed: 0, freedBytes: 0 }

  /** One tag of ours, or an image without any that a build left behind (its labels name no owner: such layers are shared). */
  type Candidate = { ref: string; image: Image; usedAtMs: number; isUseless: boolean }
  const candidates: Candidate[] = []
  /** When the last compiling stage of each name was built: the ones before it serve nothing. */
  const newest = new Map<string, number>()
  for (const { tags, labels, createdAt } of marked) {
    const name = labels[nameKey]
    if (tags.length === 0 && name !== undefined) newest.set(name, Math.max(newest.get(name) ?? 0, Date.parse(createdAt)))
  }
  for (const image of marked) {
    const ownership = ownershipOf(image.labels)
    if (standing.has(image.id) || image.tags.some((tag) => standing.has(tag))) continue
    if (image.tags.length === 0 && !options.isBuilding() && (ownership === null || ownership.owner === owner)) {
      const createdAtMs = Date.parse(image.createdAt)
      const isFollowed = createdAtMs < (newest.get(image.labels[nameKey] ?? '') ?? 0) && createdAtMs < now - inHandMs
      candidates.push({ ref: image.id, image, usedAtMs: createdAtMs, isUseless: isFollowed || createdAtMs < now - dayMs })
    }
    for (const tag of ownership?.owner === owner ? image.tags : []) {
      const repository = tag.slice(0, tag.lastIndexOf(':'))
      const kind = /^cortex\/(?<what>tool|relic)-/.exec(repository)?.groups?.what as 'tool' | 'relic' | undefined
      if (!kind || options.isUnderWay(tag)) continue
      const lastMs = usedAtMs[tag] ?? Date.parse(image.createdAt)
      const isReplaced = current[repository] !== undefined && current[repository] !== tag && lastMs < now - inHandMs
      const isGone = !options.isInForce(kind, ownership?.name ?? '') && lastMs < now - dayMs
      candidates.push({ ref: tag, image, usedAtMs: lastMs, isUseless: isReplaced || isGone })
    }
  }

  const remove = async ({ ref, image }: Candidate) => {
    try {
      const bytes = await ownBytes(engine, image)
      await engine.images.remove(ref)
      outcome.removed++
      outcome.freedBytes += bytes
      await uses.forget(ref)
    } catch (error) {
      // Something stands on it that is not ours to see, or began to only now.
      logger.debug('an image could not be removed', { ref, error: String(error) })
    }
  }
  // Measuring takes an engine long; what images say of themselves counts shared layers more than once, so it is never too little.
  const atMost = marked.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const imagesBytes = atMost <= options.limitBytes ? 0 : (await engine.disk()).imagesBytes
  for (const one of candidates.filter(({ isUseless }) => isUseless)) await remove(one)

  const over = () => imagesBytes - outcome.freedBytes > options.limitBytes
  const rest = candidates.filter(({ isUseless }) => !isUseless).sort((a, b) => a.usedAtMs - b.usedAtMs)
  for (const one of rest) {
    if (!over()) break
    await remove(one)
  }
  return outcome
}

/** What the layers above its base take. Where the base cannot be told from the rest, all of it: too much goes last, not too little. */
async function ownBytes(engine: ContainerEngine, image: Image): Promise<number> {
  const history = await engine.images.history(image.id)
  const mark = history.findLastIndex(({ createdBy }) => createdBy.includes(markKey))
  // In a hand-written image the only marks are the labels on top.
  const isMarkedAtBase = history.slice(0, mark).some(({ createdBy }) => !createdBy.includes('LABEL'))
  return isMarkedAtBase ? history.slice(0, mark).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) : image.sizeBytes
}
