import { cpus, freemem, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'
import type { Check } from '../../contract/doctor.ts'
import type { ManifestSummary, Problem } from '../../contract/registry.ts'
import type { Run } from '../../contract/runs.ts'
import type { Settings } from '../../contract/settings.ts'
import { type Clock, isoNow } from '../../kernel/clock.ts'
import { logLines } from './log-lines.ts'
import { createScrub } from './scrub.ts'
import { settingsView } from './settings-view.ts'

const shownRuns = 200
/** Checks whose details are our own sentences with numbers and versions. Those of others quote files or name what the person has. */
const told = new Set(['built-in-model', 'library', 'containers', 'ollama', 'cloud-keys', 'data-folder', 'disk', 'database'])

type Sources = {
  version: string
  host: string
  logsFolder: string
  env: NodeJS.ProcessEnv
  doctor(): Promise<{ checks: Check[]; durationMs: number }>
  overview(): Promise<{ database: { state: string; sizeBytes: number }; memory: { ownBytes: number }; activeRuns: number }>
  settings(): Settings
  manifests(): Promise<{ manifests: ManifestSummary[]; problems: Problem[] }>
  runs(limit: number): Promise<Run[]>
  clock: Clock
}

/**
 * What helps to find a fault, as files a person can read before they hand them on. Only what is named here gets in: of runs the outcome and the
 * times, of settings numbers and choices, of the log our own sentences. No chat, no input, no output, no content of a file, no key.
 */
export async function gatherDiagnostics(sources: Sources): Promise<{ name: string; files: { name: string; text: string }[]; zip: string }> {
  const { clock } = sources
  const scrub = createScrub(sources.env)
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`
  const [{ checks, durationMs }, overview, { manifests, problems }, runs] = await Promise.all([
    sources.doctor(),
    sources.overview(),
    sources.manifests(),
    sources.runs(shownRuns),
  ])
  const files = [
    {
      name: 'about.json',
      text: json({
        ...{ app: 'Cortex', version: sources.version, host: sources.host, at: isoNow(clock) },
        ...{
          platform: process.platform,
          arch: process.arch,
          system: release(),
          node: process.versions.node,
          electron: process.versions.electron ?? null,
        },
        ...{ cpus: cpus().length, memoryBytes: totalmem(), freeMemoryBytes: freemem(), ownMemoryBytes: overview.memory.ownBytes },
        ...{ database: { state: overview.database.state, sizeBytes: overview.database.sizeBytes }, activeRuns: overview.activeRuns },
      }),
    },
    {
      name: 'doctor.json',
      text: json({
        durationMs,
        checks: checks.map(({ id, state, detail, fix }) => ({ id, state, detail: told.has(id) ? scrub(detail) : '', fix: fix?.id ?? null })),
      }),
    },
    { name: 'settings.json', text: json(settingsView(sources.settings())) },
    {
      name: 'manifests.json',
      text: json({
        manifests: manifests.map(({ kind, name, root, tier }) => ({ kind, name: scrub(name), root, tier: tier?.tier ?? null })),
        // The message may quote the file; its code and place say which rule it is.
        problems: problems.map(({ code, severity, line, column }) => ({ code, severity, line, column })),
      }),
    },
    {
      name: 'runs.json',
      text: json(
        runs.map(({ id, parentId, kind, name, status, tier, createdAt, startedAt, finishedAt, durationMs: tookMs, error, usage }) => ({
          ...{ id, parentId, kind, name: scrub(name), status, tier, createdAt, startedAt, finishedAt, durationMs: tookMs },
          ...{ errorCode: error?.code ?? null, usage },
        })),
      ),
    },
    { name: 'log.txt', text: `${await logLines(join(sources.logsFolder, 'cortex.log'), scrub)}\n` },
  ]
  return { name: `cortex-diagnostics-${isoNow(clock).slice(0, 19).replace(/[:T]/g, '-')}.zip`, files, zip: (await zipped(files)).toString('base64') }
}

function zipped(files: readonly { name: string; text: string }[]): Promise<Buffer> {
  const zip = new ZipFile()
  for (const { name, text } of files) zip.addBuffer(Buffer.from(text), name)
  zip.end()
  return buffer(zip.outputStream)
}
