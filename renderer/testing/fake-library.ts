import { implement, ORPCError } from '@orpc/server'
import { contract } from '../../core/contract/index.ts'
import * as given from './fake-data.ts'
import { catalogue, downloads, facts } from './fake-models.ts'

const os = implement(contract)

/** Manifests and models, answered from fixed lists. `gate` is where a list waits or fails when that is to be looked at. */
export function fakeLibrary({ isFresh, gate }: { isFresh: boolean; gate: () => Promise<void> }) {
  return {
    registry: {
      list: os.registry.list.handler(async ({ input }) => {
        await gate()
        return {
          manifests: given.manifests.filter((manifest) => !input.kind || manifest.kind === input.kind),
          problems: isFresh ? [] : [...given.manifests.flatMap((manifest) => manifest.problems), given.looseProblem],
          roots: [{ root: 'bundled', path: '/app/manifests' }],
        }
      }),
      get: os.registry.get.handler(({ input }) => {
        const summary = given.manifests.find((manifest) => manifest.kind === input.kind && manifest.name === input.name)
        if (!summary) throw new ORPCError('MANIFEST_NOT_FOUND', { message: `There is no ${input.kind} named ${input.name}.` })
        const manifest = summary.kind === 'Agent' ? { budget: { tokens: 60_000, time: '10m', steps: 20 } } : { parameters: given.parameters }
        return { summary, manifest, source: given.source, usedBy: summary.kind === 'Tool' ? [{ kind: 'Agent' as const, name: 'assistant' }] : [] }
      }),
      dependencies: os.registry.dependencies.handler(() => ({ nodes: [], edges: [] })),
      graph: os.registry.graph.handler(() => ({ nodes: [], edges: [], mermaid: '' })),
      sync: os.registry.sync.handler(() => ({ manifests: 10, problems: 2, durationMs: 12 })),
      validate: os.registry.validate.handler(() => ({ ok: true, manifests: [], problems: [] })),
      preview: os.registry.preview.handler(({ input }) => {
        const name = String('folder' in input ? input.folder : 'name' in input ? input.name : 'pasted')
        const isWrong = name.includes('photos')
        return {
          previewId: 'preview-1',
          name,
          fileCount: 23,
          sizeBytes: 61_000,
          canInstall: !isWrong,
          reason: isWrong ? `No manifest in “${name}”. Looked at 23 files for a tool.yml, an agent.yml or a kind: line.` : null,
          manifests: isWrong
            ? []
            : [
                {
                  kind: 'Agent',
                  name: 'bookkeeper',
                  description: 'Keeps books.',
                  file: 'agents/bookkeeper/agent.yml',
                  change: 'new',
                  rights: [{ code: 'budget', text: 'Spend up to 60,000 tokens a run' }],
                  tier: null,
                },
                {
                  kind: 'Tool',
                  name: 'invoice_parser',
                  description: 'Reads an invoice.',
                  file: 'tools/invoice_parser/tool.yml',
                  change: 'changed',
                  rights: [
                    { code: 'network', text: 'Reach api.ocr.example' },
                    { code: 'secret', text: 'Use your secret OCR_KEY' },
                  ],
                  tier: { tier: 'wasm', why: 'Python in Pyodide, in its own process.', isTrusted: false, canTrust: false },
                },
                {
                  kind: 'Tool',
                  name: 'ledger',
                  description: 'Adds rows.',
                  file: 'tools/ledger/tool.yml',
                  change: 'same',
                  rights: [],
                  tier: { tier: 'wasm', why: 'JavaScript in QuickJS.', isTrusted: false, canTrust: false },
                },
              ],
          problems: isWrong ? [] : [{ ...given.looseProblem, file: 'tools/ledger/tool.yml', severity: 'warning' }],
        }
      }),
      install: os.registry.install.handler(() => ({
        installed: [{ kind: 'Tool', name: 'invoice_parser' }],
        folder: '/home/me/.cortex/manifests/bookkeeping',
      })),
      remove: os.registry.remove.handler(() => ({ removed: true, keptAs: '/home/me/.cortex/trash/x' })),
      trust: os.registry.trust.handler(({ input }) => {
        const summary = given.manifests.find((manifest) => manifest.name === input.name)
        if (!summary) throw new ORPCError('NOT_FOUND')
        return summary
      }),
    },
    models: {
      list: os.models.list.handler(async () => {
        await gate()
        return isFresh
          ? {
              models: given.models.slice(0, 1),
              providers: given.providers.map((each) =>
                each.id === 'ollama' ? { ...each, state: 'unreachable' as const, detail: 'Not running.' } : each,
              ),
              defaultModel: 'llama/spark',
            }
          : { models: given.models, providers: given.providers, defaultModel: 'llama/spark' }
      }),
      show: os.models.show.handler(() => {
        throw new ORPCError('NOT_SUPPORTED')
      }),
      pull: os.models.pull.handler(async function* ({ signal }) {
        for (let done = 0; done <= 100 && !signal?.aborted; done += 2) {
          await new Promise((resolve) => setTimeout(resolve, 80))
          yield { status: 'pulling 1a2b3c', completedBytes: done * 93_000_000, totalBytes: 9_300_000_000, isDone: done === 100, error: null }
        }
      }),
      remove: os.models.remove.handler(() => ({ removed: true })),
      addFile: os.models.addFile.handler(() => given.models[0] as never),
      setKey: os.models.setKey.handler(({ input }) => ({
        ...(given.providers.find((each) => each.id === input.provider) as never as (typeof given.providers)[0]),
        hasKey: input.key !== '',
      })),
      facts: os.models.facts.handler(async () => {
        await gate()
        return { models: isFresh ? facts.slice(0, 1) : facts, providers: given.providers, defaultModel: 'llama/spark' }
      }),
      probe: os.models.probe.handler(() => {
        throw new ORPCError('NOT_SUPPORTED')
      }),
      catalogue: os.models.catalogue.handler(() => ({ models: catalogue, freeBytes: 16_600_000_000, totalBytes: 32_000_000_000 })),
      inspectFile: os.models.inspectFile.handler(() => {
        throw new ORPCError('NOT_SUPPORTED')
      }),
      downloads: os.models.downloads.handler(() => downloads),
      watchDownloads: os.models.watchDownloads.handler(async function* ({ signal }) {
        yield isFresh ? { ...downloads, downloads: [] } : downloads
        await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      }),
      download: os.models.download.handler(() => {
        throw new ORPCError('NOT_SUPPORTED')
      }),
      pauseDownload: os.models.pauseDownload.handler(() => {
        throw new ORPCError('NOT_SUPPORTED')
      }),
      resumeDownload: os.models.resumeDownload.handler(() => {
        throw new ORPCError('NOT_SUPPORTED')
      }),
      cancelDownload: os.models.cancelDownload.handler(() => ({ removed: false })),
      check: os.models.check.handler(({ input }) => given.providers.find((each) => each.id === input.provider) as never),
    },
  }
}
