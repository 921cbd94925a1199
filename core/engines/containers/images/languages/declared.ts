import type { ToolManifest } from '../../../../contract/manifests/index.ts'
import { howToWrite, type Installer, isPackageName } from '../package-names.ts'
import { lineOf, refuse } from '../refusal.ts'
import type { ToolFolder } from './language.ts'

type Engine = 'pip' | 'npm' | 'go' | 'none'
const engineOf = { python: 'pip', node: 'npm', go: 'go', bash: 'none' } as const satisfies Record<ToolManifest['implementation']['type'], Engine>

/**
 * What a manifest declares to be installed. Nothing is installed that it does not declare: `isFromFiles` says that it names the
 * engine alone, so that the language's own files (requirements.txt, package.json, go.mod) are taken.
 */
export function declared(tool: ToolFolder): { engine: Engine; dependencies: string[]; isFromFiles: boolean } {
  const { build = {}, implementation, name } = tool.manifest
  const own = engineOf[implementation.type]
  const dependencies = build.dependencies ?? []
  const wantsAny = dependencies.length > 0 || build.requirements !== undefined
  const engine = build.engine ?? (wantsAny ? own : 'none')
  const at = where(tool, 'engine', build.engine ?? '')
  if (engine === 'none' && wantsAny) {
    const reason = own === 'none' ? `a ${implementation.type} tool has no installer of its own` : 'build.engine is none'
    refuse(
      name,
      `${where(tool, 'build', 'build')} names dependencies, but ${reason}. Use build.packages for packages of the operating system, or bring a Dockerfile.`,
    )
  }
  if (engine !== 'none' && engine !== own)
    refuse(
      name,
      `${at} asks for ${engine}, which a ${implementation.type} tool is not built by. ${own === 'none' ? 'Leave it out' : `Write ${own}`}, or bring a Dockerfile.`,
    )
  if (engine !== 'none') checkNames(tool, engine, dependencies, 'dependencies')
  return { engine, dependencies, isFromFiles: build.engine !== undefined && engine !== 'none' && !wantsAny }
}

/** Refuses what is no plain name of a package, with its line. */
export function checkNames(tool: ToolFolder, installer: Installer, names: readonly string[], key: string): void {
  for (const one of names) {
    if (!isPackageName(installer, one))
      refuse(tool.manifest.name, `${where(tool, key, one)} (build.${key}): "${one.slice(0, 200)}" does not name a package. ${howToWrite[installer]}`)
  }
}

/** `tool.yml line 7`, or only the file where the words are not found in it. */
export function where({ manifestFile }: ToolFolder, key: string, words: string): string {
  const line = lineOf(manifestFile.text, key, words)
  return line === null ? manifestFile.name : `${manifestFile.name} line ${line}`
}
