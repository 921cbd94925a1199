import { mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { z } from 'zod'
import { Fault } from '../contract/faults.ts'
import type { Manifest, ManifestKind, ManifestOf } from '../contract/manifests/index.ts'
import type { Problem, registryContract } from '../contract/registry.ts'
import { type Clock, isoNow } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { createCatalogue } from './catalogue.ts'
import { createEditing, type Editing } from './edit/editing.ts'
import { writeSchemas } from './edit/schema-hint.ts'
import { graphOf, type ManifestGraph, mermaidOf, usesOf } from './graph.ts'
import { createHotReload } from './hot-reload.ts'
import { keyOf } from './in-force.ts'
import type { GitLimits } from './install/git-source.ts'
import { createInstaller, type Installer } from './install/installer.ts'
import { loadRoots } from './load/load-roots.ts'
import type { Root, RootKind } from './load/place.ts'
import { nearestOf } from './nearest.ts'
import type { LoadedManifest, ManifestLookup } from './port.ts'
import { sortedProblems, summariesOf, summaryOf, type TierOf } from './summaries.ts'
import { filesFromTemplate, readTemplates, type Template } from './templates/templates.ts'
import { type Validation, validateFolder } from './validate.ts'

type Output<K extends keyof typeof registryContract> = z.infer<NonNullable<(typeof registryContract)[K]['~orpc']['outputSchema']>>

/** The manifests in force, kept up with their folders until `close`. Shapes are those of contract/registry.ts. */
export type Registry = ManifestLookup & {
  /** Everything in force (of one kind), every problem, and the folders that are watched. */
  summaries(kind?: ManifestKind): Promise<Output<'list'>>
  /** Throws MANIFEST_NOT_FOUND, with the nearest name. */
  detail(kind: ManifestKind, name: string): Promise<Output<'get'>>
  /** What it needs, itself first. Throws MANIFEST_NOT_FOUND. */
  dependencies(kind: ManifestKind, name: string): ManifestGraph
  graph(): ManifestGraph & { mermaid: string }
  /** Reads all folders again now, whatever the watcher has or has not seen. */
  sync(): Promise<Output<'sync'>>
  /** Checks a folder without loading it; what is in force counts as known. */
  validate(folder: string): Promise<Validation>
  preview: Installer['preview']
  /** In force when the promise resolves. Throws NOT_FOUND for an unknown preview, INSTALL_CONFLICT when it cannot be installed (any more). */
  install: Installer['install']
  /** Throws MANIFEST_NOT_FOUND, or INSTALL_CONFLICT for what was not installed by the person. */
  remove(kind: ManifestKind, name: string): ReturnType<Installer['remove']>
  trash: Installer['trash']
  /** Throws NOT_FOUND, or INSTALL_CONFLICT when something else is in its place by now. */
  restore: Installer['restore']
  readFile: Editing['read']
  writeFile: Editing['write']
  check: Editing['check']
  customise(kind: ManifestKind, name: string): Promise<Output<'customise'>>
  templates(): Template[]
  create(given: { template: string; name: string; description?: string | undefined }): Promise<Output<'create'>>
  /** Throws NOT_SUPPORTED, with the path in its message, where the host cannot open files. */
  open(kind: ManifestKind, name: string): Promise<Output<'open'>>
  close(): Promise<void>
}

export type RegistryOptions = {
  roots: { root: RootKind; path: string }[]
  /** Where removed and replaced folders go. */
  trashFolder: string
  clock: Clock
  logger: Logger
  /** After each batch of changes that made a difference. */
  onChange?: () => void
  tierOf?: TierOf
  /** Holds a folder for each template; none when left out. */
  templatesFolder?: string
  /** Opens a file in the person's own editor, where the host has a way. */
  openPath?: ((path: string) => Promise<void>) | undefined
  git?: GitLimits
}

/** Loads all roots (bundled, then personal, then extra), starts watching them, and resolves when everything that is good is in force. */
export async function createRegistry(options: RegistryOptions): Promise<Registry> {
  const { clock, logger, tierOf } = options
  const rank: RootKind[] = ['bundled', 'personal', 'extra']
  const roots: Root[] = options.roots
    .map(({ root, path }) => ({ root, path: realRoot(root, path) }))
    .sort((a, b) => rank.indexOf(a.root) - rank.indexOf(b.root))
  const catalogue = createCatalogue({ rootPaths: roots.map((root) => root.path), now: () => isoNow(clock) })
  const exclusively = createQueue()
  const changed = () => options.onChange?.()

  // Ten milliseconds because file systems stamp with a coarser clock than this one.
  const loadedSinceMs = Date.now() - 10
  const folderProblems = await loadRoots(roots, catalogue)
  catalogue.settle()
  const hotReload = createHotReload({ roots, catalogue, folderProblems, loadedSinceMs, exclusively, logger, onBatch: changed })
  const { trashFolder, git } = options
  const installer = createInstaller({ roots, trashFolder, catalogue, clock, exclusively, onChange: changed, tierOf, git })

  const problems = (): Problem[] => sortedProblems([...folderProblems.values(), ...[...catalogue.resolution.problems.values()].flat()])
  const nearest = (kind: ManifestKind, name: string) => nearestOf(name, namesOf(kind))
  const namesOf = (kind: ManifestKind) => list(kind).map(({ manifest }) => manifest.name)
  const list = <K extends ManifestKind>(kind: K) =>
    [...catalogue.resolution.inForce.values()].map((one) => one.loaded).filter((one): one is LoadedManifest<ManifestOf<K>> => isOfKind(one, kind))
  const notFound = (kind: ManifestKind, name: string) => {
    const near = nearest(kind, name)
    return new Fault('MANIFEST_NOT_FOUND', { kind: kind.toLowerCase(), name, suggestion: near ? ` Did you mean ${near}?` : '' })
  }
  const mustHave = (kind: ManifestKind, name: string) => {
    const found = catalogue.resolution.inForce.get(keyOf(kind, name))
    if (!found) throw notFound(kind, name)
    return found
  }

  const now = () => isoNow(clock)
  const editing = createEditing({ roots, catalogue, installer, notFound, exclusively, onChange: changed, now })
  const mustSummarise = async (kind: ManifestKind, name: string) => {
    const summary = await summaryOf(catalogue.resolution, keyOf(kind, name), tierOf)
    if (!summary) throw notFound(kind, name)
    return summary
  }
  /** The schemas that the first lines of new files lead to. */
  const provideSchemas = async () => {
    const personal = roots.find((one) => one.root === 'personal')
    if (personal) await writeSchemas(personal.path)
  }

  return {
    get: (kind, name) => (catalogue.resolution.inForce.get(keyOf(kind, name))?.loaded ?? null) as never,
    list,
    nearest,
    problems,
    async summaries(kind) {
      return { manifests: await summariesOf(catalogue.resolution, tierOf, kind), problems: problems(), roots }
    },
    async detail(kind, name) {
      const found = mustHave(kind, name)
      const summary = await mustSummarise(kind, name)
      const usedBy = [...catalogue.resolution.inForce.values()]
        .filter((one) => usesOf(one).some((used) => used.kind === kind && used.name === name))
        .map(({ loaded }) => ({ kind: loaded.manifest.kind, name: loaded.manifest.name }))
      return { summary, manifest: { ...found.loaded.manifest }, source: readText(found.loaded.file), usedBy }
    },
    dependencies(kind, name) {
      mustHave(kind, name)
      return graphOf(catalogue.resolution.inForce, { kind, name })
    },
    graph() {
      const graph = graphOf(catalogue.resolution.inForce)
      return { ...graph, mermaid: mermaidOf(graph) }
    },
    sync: () =>
      exclusively(async () => {
        const started = performance.now()
        const found = await loadRoots(roots, catalogue)
        folderProblems.clear()
        for (const [path, problem] of found) folderProblems.set(path, problem)
        catalogue.recheck()
        if (catalogue.settle()) changed()
        return { manifests: catalogue.resolution.inForce.size, problems: problems().length, durationMs: Math.round(performance.now() - started) }
      }),
    validate: (folder) => validateFolder(folder, { known: catalogue.resolution.inForce, roots }),
    preview: installer.preview,
    install: installer.install,
    remove: (kind, name) => installer.remove(kind, name, () => notFound(kind, name)),
    trash: installer.trash,
    restore: installer.restore,
    readFile: editing.read,
    writeFile: editing.write,
    check: editing.check,
    async customise(kind, name) {
      const folder = await editing.customise(kind, name)
      await provideSchemas()
      return { folder, summary: await mustSummarise(kind, name) }
    },
    templates: () => (options.templatesFolder === undefined ? [] : readTemplates(options.templatesFolder)),
    async create(given) {
      const files = filesFromTemplate(options.templatesFolder ?? '', given)
      const { folder, installed } = await installer.adopt(given.name, files, { replaceBundled: false })
      await provideSchemas()
      const made = installed[0] as (typeof installed)[number]
      return { folder, summary: await mustSummarise(made.kind, made.name) }
    },
    async open(kind, name) {
      const path = mustHave(kind, name).loaded.file
      if (!options.openPath) throw new Fault('NOT_SUPPORTED', { detail: `Files are opened in the desktop app. This one is ${path}` })
      await options.openPath(path)
      return { path }
    },
    async close() {
      await hotReload.close()
      await exclusively(() => installer.close())
    },
  }
}

const isOfKind = (loaded: LoadedManifest, kind: ManifestKind): loaded is LoadedManifest<Manifest & { kind: typeof kind }> =>
  loaded.manifest.kind === kind

/** The real path of a root, so that everything below it can be compared as text. The personal one is ours to create. */
function realRoot(root: RootKind, path: string): string {
  const absolute = resolve(path)
  if (root === 'personal') mkdirSync(absolute, { recursive: true })
  try {
    return realpathSync.native(absolute)
  } catch {
    return absolute
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Runs pieces of work one after the other, in the order they were asked for. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const result = last.then(work)
    last = result.catch(() => {})
    return result
  }
}
