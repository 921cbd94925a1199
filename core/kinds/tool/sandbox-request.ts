import { mkdir, realpath, stat } from 'node:fs/promises'
import { basename, isAbsolute, relative, resolve, sep } from 'node:path'
import { Fault } from '../../contract/faults.ts'
import type { ToolManifest } from '../../contract/manifests/index.ts'
import type { SandboxRequest } from '../../engines/sandboxes/port.ts'
import type { RunId, SessionId } from '../../kernel/ids.ts'
import { parseBytes, parseDurationMs } from '../../kernel/units.ts'
import type { LoadedManifest } from '../../registry/port.ts'

export const defaultTimeoutMs = 30_000
const defaultMemoryBytes = 256 * 2 ** 20
/** Beyond this a script is stopped. Much less is kept as a result: see result-size.ts. */
const outputBytes = 32 * 2 ** 20

export const timeoutOf = (manifest: ToolManifest): number => parseDurationMs(manifest.resources?.timeout ?? '') ?? defaultTimeoutMs

/** What a tool's `permissions` become for one run. Throws PATH_OUTSIDE, and INPUT_INVALID or BAD_INPUT when a secret is not there. */
export async function buildSandboxRequest(given: {
  loaded: LoadedManifest<ToolManifest>
  /** null where the tier needs none. */
  image: string | null
  parameters: Record<string, unknown>
  /** JSON text; null when the tool has no `session`. */
  stateJson: string | null
  sessionId: SessionId | null
  runId: RunId
  secrets: { get(name: string): Promise<string | null> }
  workspaceFolder: (sessionId: SessionId | null, runId: RunId) => Promise<string>
}): Promise<SandboxRequest> {
  const { manifest, folder } = given.loaded
  const { permissions, resources, session } = manifest
  const mounts: SandboxRequest['mounts'] = []
  for (const { path, mode } of permissions?.filesystem ?? []) {
    if (path === 'workspace') {
      const hostPath = await given.workspaceFolder(given.sessionId, given.runId)
      await mkdir(hostPath, { recursive: true })
      mounts.push({ name: 'workspace', hostPath, mode })
    } else mounts.push({ ...(await confinedMount(folder, path)), mode })
  }
  const secrets: Record<string, string> = {}
  for (const name of permissions?.secrets ?? []) {
    const value = await given.secrets.get(name)
    if (value === null) {
      throw new Fault('BAD_INPUT', {
        detail: `${manifest.name} needs the secret ${name}, which is not set. Keep it under Settings, or set CORTEX_SECRET_${name} before starting.`,
      })
    }
    secrets[name] = value
  }
  return {
    toolName: manifest.name,
    belongsTo: { runId: given.runId, sessionId: given.sessionId },
    language: manifest.implementation.type,
    image: given.image,
    folder,
    script: await confinedScript(folder, manifest.implementation.script),
    parameters: given.parameters,
    mounts,
    network: permissions?.network ?? [],
    secrets,
    state: session && given.stateJson !== null ? { json: given.stateJson, mode: session.state } : null,
    limits: {
      timeoutMs: timeoutOf(manifest),
      memoryBytes: parseBytes(resources?.memory ?? '') ?? defaultMemoryBytes,
      outputBytes,
      cpus: resources?.cpus ?? 1,
      pids: resources?.pids ?? 64,
    },
  }
}

const isWithin = (root: string, path: string) => {
  const inner = relative(root, path)
  return inner !== '' && inner !== '..' && !inner.startsWith(`..${sep}`) && !isAbsolute(inner)
}

/** A path inside the manifest folder, links resolved. Throws PATH_OUTSIDE. */
async function confined(folder: string, path: string): Promise<string> {
  const wanted = resolve(folder, path)
  if (!isWithin(folder, wanted)) throw new Fault('PATH_OUTSIDE', { path, root: 'the tool folder' })
  const real = await realpath(wanted).catch(() => null)
  if (real === null) throw new Fault('NOT_FOUND', { what: 'file in the tool folder', name: path })
  if (!isWithin(await realpath(folder), real)) throw new Fault('PATH_OUTSIDE', { path, root: 'the tool folder' })
  return wanted
}

const confinedScript = (folder: string, script: string) => confined(folder, script)

/** A folder of the manifest's, known to the script by the path the manifest writes (`./data` is `data`). */
async function confinedMount(folder: string, path: string): Promise<{ name: string; hostPath: string }> {
  const hostPath = resolve(folder, path)
  if (isWithin(folder, hostPath)) await mkdir(hostPath, { recursive: true }).catch(() => {})
  const real = await confined(folder, path)
  if (!(await stat(real)).isDirectory())
    throw new Fault('BAD_INPUT', { detail: `${basename(path)} is a file; permissions.filesystem takes folders.` })
  return { name: relative(folder, hostPath).split(sep).join('/'), hostPath: real }
}
