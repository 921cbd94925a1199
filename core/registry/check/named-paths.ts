import type { Manifest } from '../../contract/manifests/index.ts'
import type { ValuePath } from '../finding.ts'
import type { ProblemCode } from '../problem-codes.ts'

/** A file or folder that a manifest names. `mustBe` null: it may be missing, but must not lead out of the folder. */
export type NamedPath = {
  text: string
  path: ValuePath
  role: 'script' | 'persona' | 'other'
  mustBe: 'file' | 'folder' | null
  missing: ProblemCode
}

/** Every path in a manifest that has to stay inside its folder. */
export function namedPathsOf(manifest: Manifest): NamedPath[] {
  const found: NamedPath[] = []
  const add = (
    text: string | undefined,
    path: ValuePath,
    missing: ProblemCode,
    mustBe: NamedPath['mustBe'] = 'file',
    role: NamedPath['role'] = 'other',
  ) => {
    if (text !== undefined) found.push({ text, path, role, mustBe, missing })
  }
  if (manifest.kind === 'Tool') {
    add(manifest.implementation.script, ['implementation', 'script'], 'missing-script', 'file', 'script')
    add(manifest.build?.requirements, ['build', 'requirements'], 'missing-file')
    add(manifest.build?.dockerfile, ['build', 'dockerfile'], 'missing-dockerfile')
    manifest.permissions?.filesystem?.forEach(({ path }, index) => {
      if (path !== 'workspace') add(path, ['permissions', 'filesystem', index, 'path'], 'missing-file', null)
    })
  } else if (manifest.kind === 'Relic') {
    const { service } = manifest
    if ('compose_file' in service) add(service.compose_file, ['service', 'compose_file'], 'missing-compose-file')
    if ('build' in service) {
      add(service.build, ['service', 'build'], 'missing-dockerfile', 'folder')
      add(`${service.build.replace(/\/+$/, '')}/Dockerfile`, ['service', 'build'], 'missing-dockerfile')
    }
    if ('volumes' in service) {
      service.volumes?.forEach((volume, index) => {
        const host = volume.split(':')[0] ?? ''
        // Without a slash it is the name of a volume, not a folder.
        if (volume.includes(':') && /[/\\]|^\.{1,2}$/.test(host)) add(host, ['service', 'volumes', index], 'missing-file', null)
      })
    }
  } else if (manifest.kind === 'Agent' && manifest.persona !== undefined && isPersonaPath(manifest.persona)) {
    add(manifest.persona, ['persona'], 'missing-persona', 'file', 'persona')
  }
  return found
}

/** Whether `persona` names a file (`./persona.md`, `prompts/strict.md`) rather than being the prompt itself. */
export function isPersonaPath(persona: string): boolean {
  const text = persona.trim()
  return !text.includes('\n') && (/^\.{1,2}\//.test(text) || (/^\S+\.(md|markdown|txt)$/i.test(text) && text.length < 300))
}
