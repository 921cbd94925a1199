import { readFile, realpath } from 'node:fs/promises'
import { basename, join, posix } from 'node:path'
import { rootCertificates } from 'node:tls'
import { stripVTControlCharacters } from 'node:util'
import { Fault } from '../../../contract/faults.ts'
import type { ToolManifest } from '../../../contract/manifests/index.ts'
import type { ContainerSettings } from '../../../contract/settings.ts'
import type { Clock } from '../../../kernel/clock.ts'
import type { Logger } from '../../../kernel/logger.ts'
import { createQueue } from '../../../kernel/queue.ts'
import { parseBytes } from '../../../kernel/units.ts'
import { labelsOf } from '../labels.ts'
import type { ContainerEngine, Image } from '../port.ts'
import { certificatesOf } from './certificates.ts'
import { type ContextEntry, contextOf, fileOf, tarOf } from './context.ts'
import { imageDigest, repositoryOf } from './digest.ts'
import { createStepLog, explainFailure } from './explain-failure.ts'
import { createFileHashes } from './file-hashes.ts'
import { readFolder } from './folder.ts'
import { createImageUses, type UseStorage } from './image-uses.ts'
import { certificatesPath, type ImagePlan, planHandWritten, planTool } from './plan.ts'
import { pruneImages } from './prune.ts'
import { refuse } from './refusal.ts'
import { proxyArguments } from './registries.ts'
import { createSharedWork, type Waiter } from './shared-work.ts'

/** A tool as the registry has it. */
export type ToolSource = { manifest: ToolManifest; file: string; folder: string; digest: string }
/** A folder with a Dockerfile inside a manifest's folder; `path` as the manifest writes it. */
export type FolderSource = { name: string; file: string; folder: string; digest: string; path: string }

/** What an image would be built from, as things are on disk now. */
export type PlannedImage = ImagePlan & { tag: string; contextFiles: string[] }
export type BuiltImage = { tag: string; imageId: string; isFromCache: boolean; durationMs: number; sizeBytes: number }
export type ToolImages = ReturnType<typeof createToolImages>

const defaultLimitBytes = 10 * 2 ** 30
/** An engine is asked again for the id of a base image after this long. */
const baseFreshMs = 60_000

type Prepared = {
  what: 'tool' | 'relic'
  name: string
  plan: ImagePlan
  context: ContextEntry[]
  repository: string
  tag: string
  source: { file: string; digest: string }
  settings: ContainerSettings
}

/**
 * How folders become images. Tags hold the digest of everything an image is made of, so "is it built" is one question to the engine, and what
 * did not change is not built. Builds of the same image share one. Throws BUILD_FAILED, CANCELLED, ENGINE_UNAVAILABLE and ENGINE_FAILED.
 */
export function createToolImages(options: {
  engine: ContainerEngine
  settings: () => ContainerSettings
  owner: string
  clock: Clock
  logger: Logger
  uses: UseStorage
  isInForce?: (what: 'tool' | 'relic', name: string) => boolean
}) {
  const { engine, settings, owner, clock, logger, isInForce = () => true } = options
  const hashOf = createFileHashes({ clock })
  const uses = createImageUses({ storage: options.uses, clock, logger })
  const work = createSharedWork<BuiltImage>()
  const baseIds = new Map<string, { id: string | null; atMs: number }>()
  /** One clearing up after the other, also those that builds begin by themselves. */
  const inTurn = createQueue()

  const prepareTool = (source: ToolSource) => readable(source.manifest.name, () => readTool(source))
  const prepareFolder = (source: FolderSource) => readable(source.name, () => readRelic(source))

  const marksOf = (name: string, { digest }: { digest: string }) => labelsOf({ owner, role: 'image', name, digest })

  async function readTool(source: ToolSource): Promise<Prepared> {
    const { manifest } = source
    const now = settings()
    const granted = (manifest.permissions?.filesystem ?? []).filter(({ path }) => path !== 'workspace')
    const own = manifest.build?.dockerfile
    const [read, certificates, manifestFile] = await Promise.all([
      readFolder({ name: manifest.name, folder: source.folder, granted, needed: own ? [posix.normalize(own)] : [] }),
      certificatesOf(manifest.name, now),
      manifestText(source.file),
    ])
    const files = read.entries.flatMap(({ kind, path }) => (kind === 'folder' ? [] : [path]))
    const plan = planTool({
      manifest,
      manifestFile,
      files,
      text: read.text,
      settings: now,
      hasCertificates: certificates !== null,
      marks: marksOf(manifest.name, source),
    })
    return finish('tool', manifest.name, source, plan, read.entries, certificates, now)
  }

  async function readRelic(source: FolderSource): Promise<Prepared> {
    const now = settings()
    const folder = await inside(source)
    const [read, certificates, manifestFile] = await Promise.all([
      readFolder({ name: source.name, folder, needed: ['Dockerfile'] }),
      certificatesOf(source.name, now),
      manifestText(source.file),
    ])
    const plan = planHandWritten({ manifest: source, manifestFile, text: read.text, settings: now }, 'Dockerfile')
    return finish('relic', source.name, source, plan, read.entries, certificates, now)
  }

  async function finish(
    what: 'tool' | 'relic',
    name: string,
    source: Prepared['source'],
    plan: ImagePlan,
    entries: Parameters<typeof contextOf>[0],
    certificates: string | null,
    now: ContainerSettings,
  ): Promise<Prepared> {
    const added = {
      // What is ours in the context is kept out of the image by the engine.
      ...(plan.isHandWritten ? {} : { '.dockerignore': `.dockerignore\n${plan.dockerfilePath}\n` }),
      ...(plan.hasCertificates ? { [certificatesPath]: certificates ?? `${rootCertificates.join('\n')}\n` } : {}),
    }
    const [context, ids] = await Promise.all([contextOf(entries, added, hashOf), idsOf(plan)])
    const repository = repositoryOf(what, name)
    const tag = `${repository}:${imageDigest({ plan, context, baseIds: ids })}`
    await uses.isCurrent(repository, tag)
    // The Dockerfile is in the digest already, without the marks.
    if (!plan.isHandWritten) context.push(fileOf(plan.dockerfilePath, plan.dockerfile))
    return { what, name, plan, context, repository, tag, source, settings: now }
  }

  /** Ids of the bases that are known, now or from before. */
  async function idsOf(plan: ImagePlan): Promise<Record<string, string>> {
    const { bases: before } = await uses.all()
    const known = await Promise.all(
      plan.bases.map(async ({ ref }) => {
        const kept = baseIds.get(ref)
        if (kept && clock.now() - kept.atMs < baseFreshMs) return [ref, kept.id ?? before[ref] ?? ''] as const
        // Without an engine a plan can be shown all the same.
        const image = await engine.images.inspect(ref).catch(() => undefined)
        if (image === undefined) return [ref, before[ref] ?? ''] as const
        const id = image?.id ?? null
        baseIds.set(ref, { id, atMs: clock.now() })
        if (id !== null) await uses.base(ref, id)
        return [ref, id ?? before[ref] ?? ''] as const
      }),
    )
    return Object.fromEntries(known)
  }

  async function build(prepare: () => Promise<Prepared>, asked: Waiter & { force?: boolean | undefined }): Promise<BuiltImage> {
    const begunMs = clock.now()
    const prepared = await prepare()
    const { tag, name } = prepared
    const there = asked.force ? null : await engine.images.inspect(tag)
    if (there) {
      await uses.used(tag)
      return { tag, imageId: there.id, isFromCache: true, durationMs: clock.now() - begunMs, sizeBytes: there.sizeBytes }
    }
    return await work.join(asked.force ? `${tag} anew` : tag, name, asked, (waiter) => carryOut(prepare, prepared, waiter, asked.force ?? false))
  }

  async function carryOut(prepare: () => Promise<Prepared>, first: Prepared, waiter: Waiter, isForced: boolean): Promise<BuiltImage> {
    const begunMs = clock.now()
    const onLog = (line: string) => waiter.onLog(withoutPasswords(stripVTControlCharacters(line)))
    for (const note of first.plan.notes) onLog(note)
    const hasPulled = await pullBases(first, waiter.signal, onLog)
    // What was pulled has an id now, which is part of what the image is.
    const prepared = hasPulled ? await prepare() : first
    const { plan, context, tag, name, what, source } = prepared
    onLog(`Building ${tag}`)
    const log = createStepLog()
    const replaced = isForced ? await engine.images.inspect(tag) : null
    const stream = tarOf(name, context)
    // The engine only sees that the stream broke off; why it did is told here.
    const broken = new Promise<never>((_, reject) => stream.once('error', reject))
    broken.catch(() => {})
    const building = engine.images.build(
      {
        context: stream,
        dockerfile: plan.dockerfilePath,
        tag,
        labels: plan.isHandWritten ? marksOf(name, source) : {},
        buildArgs: { ...plan.buildArgs, ...proxyArguments(prepared.settings) },
        isPulling: false,
        isCached: !isForced,
      },
      {
        signal: waiter.signal,
        onLog(line) {
          log.push(line)
          onLog(line)
        },
      },
    )
    const outcome = await Promise.race([building, broken]).finally(() => stream.destroy())
    if (outcome.status === 'cancelled') throw new Fault('CANCELLED', { name })
    if (outcome.status === 'failed') {
      const why = explainFailure({ plan, manifestFile: basename(source.file), failed: outcome, log })
      throw new Fault('BUILD_FAILED', { name, ...why, detail: withoutPasswords(why.detail), cause: withoutPasswords(why.cause) })
    }
    await uses.used(tag)
    const image = await engine.images.inspect(outcome.imageId)
    logger.info('image built', { what, name, tag, durationMs: clock.now() - begunMs, isFromCache: outcome.isFromCache })
    inTurn(async () => {
      // What a forced build put out of its tag stays only while a container stands on it.
      if (replaced && replaced.id !== outcome.imageId) await engine.images.remove(replaced.id).catch(() => {})
      await prune()
    }).catch((error: unknown) => logger.warn('images could not be pruned', { error: String(error) }))
    return { tag, imageId: outcome.imageId, isFromCache: outcome.isFromCache, durationMs: clock.now() - begunMs, sizeBytes: image?.sizeBytes ?? 0 }
  }

  /** Resolves with whether one was not there. */
  async function pullBases({ plan, name }: Prepared, signal: AbortSignal, onLog: (line: string) => void): Promise<boolean> {
    let hasPulled = false
    for (const { ref, setting } of plan.bases) {
      if (await engine.images.inspect(ref)) continue
      onLog(`Pulling the base image ${ref}`)
      try {
        await engine.images.pull(ref, { signal, onProgress: onLog })
      } catch (error) {
        if (signal.aborted) throw new Fault('CANCELLED', { name })
        if (error instanceof Fault && error.code === 'ENGINE_UNAVAILABLE') throw error
        const reason = withoutPasswords(error instanceof Fault ? String(error.data.detail ?? error.message) : String(error))
        const remedy = setting
          ? `name one that is on this computer, or that can be reached, in the setting ${setting}`
          : `name one that can be reached in ${plan.dockerfilePath}`
        refuse(
          name,
          `Its base image ${ref} is not on this computer and could not be pulled: ${reason.replace(/\.$/, '')}. Check the connection, or ${remedy}.`,
          { cause: error },
        )
      }
      baseIds.delete(ref)
      hasPulled = true
    }
    return hasPulled
  }

  async function plan(prepare: () => Promise<Prepared>): Promise<PlannedImage> {
    const { plan, tag, context } = await prepare()
    return { ...plan, tag, contextFiles: context.flatMap(({ kind, path }) => (kind === 'folder' ? [] : [path])) }
  }

  async function find(prepare: () => Promise<Prepared>): Promise<(Image & { tag: string }) | null> {
    const { tag } = await prepare()
    const image = await engine.images.inspect(tag)
    return image && { ...image, tag }
  }

  const prune = () =>
    pruneImages({
      ...{ engine, owner, uses, clock, logger, isInForce },
      limitBytes: parseBytes(settings().cacheLimit ?? '') ?? defaultLimitBytes,
      isUnderWay: (tag) => work.isUnderWay(tag) || work.isUnderWay(`${tag} anew`),
      isBuilding: work.isAnyUnderWay,
    })

  return {
    /** What the image of a tool would be built by. */
    plan: (tool: ToolSource) => plan(() => prepareTool(tool)),
    /** The image of a tool as its folder is now; null when it is not built. */
    find: (tool: ToolSource) => find(() => prepareTool(tool)),
    /** What is there under a tag of a plan; null when it is not built. */
    inspect: (tag: string): Promise<Image | null> => engine.images.inspect(tag),
    /** Builds the image of a tool unless it is there; `force` builds it anew, with nothing from the cache. */
    build: (tool: ToolSource, asked: Waiter & { force?: boolean | undefined }) => build(() => prepareTool(tool), asked),
    /** The same for a folder that has a Dockerfile, such as a relic's. */
    planFolder: (source: FolderSource) => plan(() => prepareFolder(source)),
    findFolder: (source: FolderSource) => find(() => prepareFolder(source)),
    buildFolder: (source: FolderSource, asked: Waiter & { force?: boolean | undefined }) => build(() => prepareFolder(source), asked),
    /** To be told at each use: the ones used longest ago go first. */
    used: (tag: string) => uses.used(tag),
    /** Removes what nobody needs, and what is above the limit. */
    prune: () => inTurn(prune),
    async close() {
      await work.close()
      await inTurn(async () => {})
      await uses.close()
    },
  }
}

/** Folders change while they are read: what went away meanwhile is no bug. */
async function readable(name: string, read: () => Promise<Prepared>): Promise<Prepared> {
  try {
    return await read()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code && ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP'].includes(code))
      refuse(name, `Its folder could not be read: ${message}.`, { cause: error })
    throw error
  }
}

async function manifestText(file: string): Promise<{ name: string; text: string }> {
  return { name: basename(file), text: await readFile(file, 'utf8').catch(() => '') }
}

async function inside({ name, folder, path }: FolderSource): Promise<string> {
  const plain = posix.normalize(path.replaceAll('\\', '/'))
  const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, plain)).catch(() => null)])
  if (plain.startsWith('..') || posix.isAbsolute(plain) || real === null || (real !== root && !real.startsWith(join(root, '/'))))
    refuse(name, `${path} is no folder inside the manifest's own.`)
  return real
}

/** Names and passwords in addresses, such as a proxy's, never get into logs. */
const withoutPasswords = (text: string) => text.replace(/(?<scheme>[a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, '$<scheme>…@')
