import type { EngineStatusView } from '../../contract/containers.ts'
import type { Check } from '../../contract/doctor.ts'
import type { ManifestSummary, Problem } from '../../contract/registry.ts'
import { count, found, type Look, well } from '../look.ts'

export function libraryChecks(sources: {
  manifests(): Promise<{ manifests: ManifestSummary[]; problems: Problem[] }>
  containers(): Promise<EngineStatusView>
}): Look[] {
  return [
    { id: 'library', title: 'Tools and agents', look: async () => [library((await sources.manifests()).manifests)] },
    { id: 'manifest-problems', title: 'Manifests', look: async () => brokenFiles((await sources.manifests()).problems) },
    { id: 'containers', title: 'Containers', look: async () => [containers(await sources.containers())] },
  ]
}

function library(manifests: readonly ManifestSummary[]): Check {
  const tools = manifests.filter((one) => one.kind === 'Tool')
  const agents = manifests.filter((one) => one.kind === 'Agent')
  const runnable = tools.filter((one) => one.tier?.tier)
  const waiting = tools.length - runnable.length
  const base = { id: 'library', title: `${count(tools.length, 'tool')}, ${count(agents.length, 'agent')}` }
  const detail =
    waiting === 0 ? `All ${tools.length} tools run now.` : `${runnable.length} tools run now. ${waiting} cannot run here yet; the library says why.`
  if (agents.length > 0) return well(base, detail)
  return found(base, 'warning', {
    detail,
    cause: 'No folder of manifests declares an agent.',
    consequence: 'There is nobody to chat with.',
    advice: 'Drop a folder that declares an agent.',
  })
}

function brokenFiles(problems: readonly Problem[]): Check[] {
  const errors = problems.filter((one) => one.severity === 'error')
  const [first] = errors
  if (!first) return []
  return [
    found({ id: 'manifest-problems', title: count(errors.length, 'problem') }, 'warning', {
      detail: `${first.file}:${first.line}: ${first.message}`,
      cause: 'A file of a manifest has a mistake.',
      consequence: 'What it declares is not in force, or the version before it still is.',
      advice: first.suggestion ?? 'Open the library to see each at its line.',
    }),
  ]
}

function containers({ state, why, engine, attempts }: EngineStatusView): Check {
  const base = { id: 'containers', title: 'Containers' }
  if (state === 'ready' && engine) return well(base, `${engine.name} ${engine.version} at ${engine.endpoint}. Tools with packages and relics run.`)
  if (state === 'looking') return found(base, 'optional', { detail: 'Looking for Docker or Podman …' })
  if (state === 'lost')
    return found(base, 'warning', {
      detail: why,
      cause: 'The engine was there and went away.',
      consequence: 'Tools with packages and relics wait for it.',
      advice: 'Start it again; it is found by itself.',
    })
  const denied = attempts.find((attempt) => /permission|EACCES/i.test(attempt.why))
  return found(base, 'optional', {
    detail: `${why} Tools run in WebAssembly meanwhile.`,
    cause: denied ? 'The engine is there, and this person may not use it.' : 'None is installed, or none is started.',
    consequence: 'Tools with packages, and relics, cannot run.',
    advice: denied ? denied.why : 'Install Docker or Podman for tools with packages, and for relics.',
  })
}
