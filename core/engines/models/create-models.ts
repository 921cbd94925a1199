import { join } from 'node:path'
import type { DownloadList, DownloadRequest, ModelDownload } from '../../contract/downloads.ts'
import { Fault } from '../../contract/faults.ts'
import type { CatalogueModel, ModelFileReport, ToolProbe } from '../../contract/models.ts'
import type { Clock } from '../../kernel/clock.ts'
import { createCatalogue, fileNameOf } from './catalogue.ts'
import { createProviders, type ProvidersOptions } from './create-providers.ts'
import { readAddress } from './downloads/address.ts'
import { createDownloads } from './downloads/downloads.ts'
import { createKeptFacts } from './facts/kept-facts.ts'
import { listFacts } from './facts/list-facts.ts'
import { createMeasurements } from './facts/measurements.ts'
import { createModelGateway } from './gateway.ts'
import type { ModelGateway, Provider } from './port.ts'

export type ModelsOptions = ProvidersOptions & {
  clock: Clock
  catalogueFile: string
  /** What the person set: role -> provider/name. */
  roles(): Readonly<Record<string, string | undefined>>
  /** Models, or the states of downloads, are others than before. */
  onChange(): void
  /** Whether downloads of the last run go on by themselves. */
  isResuming: boolean
  downloads?: { stallMs?: number; backoffMs?: number; maxBytes?: number }
}

/** What a person sees and does with models, beside talking to them. */
export type ModelsDoor = {
  facts(signal: AbortSignal): ReturnType<typeof listFacts>
  probe(id: string, signal: AbortSignal): Promise<ToolProbe>
  catalogue(signal: AbortSignal): Promise<{ models: CatalogueModel[]; freeBytes: number; totalBytes: number }>
  inspectFile(path: string): Promise<ModelFileReport>
  downloads(): Promise<DownloadList>
  watchDownloads(signal: AbortSignal): AsyncIterable<DownloadList>
  download(request: DownloadRequest): Promise<ModelDownload>
  pauseDownload(id: string): Promise<ModelDownload>
  resumeDownload(id: string): Promise<ModelDownload>
  cancelDownload(id: string): Promise<boolean>
}
export type Models = { gateway: ModelGateway; door: ModelsDoor; close(): Promise<void> }

/** Everything about models: the providers behind one gateway, what is measured of them, the catalogue and the downloads. */
export async function createModels(options: ModelsOptions): Promise<Models> {
  const { clock, logger, secrets, roles, onChange, modelsFolder } = options
  // Beside the models and not among them: the list does not look into folders.
  const ownFolder = join(modelsFolder, '.cortex')
  const { providers, llama } = createProviders({ ...options, onMemoryKnown: onChange })
  const kept = createKeptFacts({ file: join(ownFolder, 'measured.json'), logger })
  const measurements = createMeasurements({ kept, clock, logger })
  const gateway = createModelGateway({
    providers,
    secrets,
    clock,
    logger,
    roles,
    addFile: llama.addFile,
    probed: measurements.probed,
    onChange,
    onAnswer: (...answer) => void measurements.onAnswer(...answer),
  })
  const catalogue = createCatalogue(options.catalogueFile)
  const downloads = await createDownloads({
    ...options.downloads,
    modelsFolder,
    partsFolder: join(ownFolder, 'downloads'),
    clock,
    logger,
    isTaken: async (name) => (await llama.models(AbortSignal.timeout(10_000))).some((model) => model.name === name),
    pull: (name, signal) => gateway.pull(`ollama/${name}`, signal),
    onArrived: (provider) => gateway.refresh(provider),
    onChange,
    isResuming: options.isResuming,
  })

  function parse(id: string): { provider: Provider; name: string } {
    const provider = providers.find((one) => id.startsWith(`${one.id}/`))
    if (!provider) throw new Fault('NOT_FOUND', { what: 'model', name: id })
    return { provider, name: id.slice(provider.id.length + 1) }
  }

  async function toWanted({ url, catalogue: id, ollama }: DownloadRequest) {
    if (url !== undefined) return { kind: 'file' as const, ...readAddress(url) }
    if (ollama !== undefined) {
      const status = await gateway.check('ollama', AbortSignal.timeout(5_000))
      if (status.state !== 'ready') throw new Fault('PROVIDER_UNREACHABLE', { provider: 'Ollama', url: status.url ?? '', detail: status.detail })
      return { kind: 'ollama' as const, name: ollama.trim().replace(/^ollama\//, '') }
    }
    const model = await catalogue.find(id ?? '')
    if (!model) throw new Fault('NOT_FOUND', { what: 'model of the catalogue', name: id ?? '' })
    return { kind: 'file' as const, url: model.url, name: fileNameOf(model), sha256: model.sha256, sizeBytes: model.sizeBytes }
  }

  return {
    gateway,
    door: {
      facts: (signal) => listFacts({ gateway, providers, measurements, machineMemory: llama.machineMemory, roles }, signal),
      async probe(id, signal) {
        const { provider, name } = parse(id)
        const probe = await measurements.probe(provider, name, signal)
        onChange()
        return probe
      },
      async catalogue(signal) {
        const [memory, { models }, { downloads: coming }] = await Promise.all([llama.machineMemory(), gateway.list(signal), downloads.list()])
        return { models: await catalogue.list(memory, models, coming), ...memory }
      },
      inspectFile: llama.inspectFile,
      downloads: downloads.list,
      watchDownloads: downloads.watch,
      download: async (request) => downloads.add(await toWanted(request)),
      pauseDownload: downloads.pause,
      resumeDownload: downloads.resume,
      cancelDownload: downloads.cancel,
    },
    async close() {
      await downloads.close()
      await gateway.close()
    },
  }
}
