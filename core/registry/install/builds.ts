import { readFileSync } from 'node:fs'
import type { Manifest } from '../../contract/manifests/index.ts'
import type { BuildAsk } from '../../contract/registry.ts'
import { type Place, resolveInside } from '../load/place.ts'

const maxPackages = 200

/** What the image of a tool is built of, its requirements file included; null for what needs none built. */
export function buildAskOf(manifest: Manifest, place: Place): BuildAsk | null {
  if (manifest.kind === 'Relic') {
    const { service } = manifest
    return 'build' in service ? { engine: null, packages: [], systemPackages: [], files: [`${service.build.replace(/\/+$/, '')}/Dockerfile`] } : null
  }
  const build = manifest.kind === 'Tool' ? manifest.build : undefined
  if (!build) return null
  const ask: BuildAsk = {
    engine: build.engine === 'none' || !build.engine ? null : build.engine,
    packages: [...(build.dependencies ?? []), ...(build.requirements ? requirementsIn(place, build.requirements) : [])].slice(0, maxPackages),
    systemPackages: (build.packages ?? []).slice(0, maxPackages),
    files: [build.requirements, build.dockerfile].filter((file) => file !== undefined),
  }
  return ask.engine === null && ask.packages.length + ask.systemPackages.length + ask.files.length === 0 ? null : ask
}

/** Its lines without comments and options. */
function requirementsIn(place: Place, name: string): string[] {
  const path = resolveInside(place.folder, name)
  if (path === null) return []
  try {
    return readFileSync(place.disk(path), 'utf8')
      .split(/\r?\n/)
      .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
      .filter((line) => line !== '' && !line.startsWith('-'))
  } catch {
    return []
  }
}
