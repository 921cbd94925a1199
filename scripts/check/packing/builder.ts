import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parse } from 'yaml'

/** What of electron-builder.yml is looked at. */
export type BuilderConfig = {
  appId: string
  files: string[]
  extraResources: { from: string; to: string }[]
  electronFuses: Record<string, boolean>
  fileAssociations?: { ext: string | string[] }[]
  protocols?: { schemes: string[] }[]
  publish?: unknown
  asar: boolean
  mac?: Record<string, unknown>
} & Partial<Record<'linux' | 'mac' | 'win', { files?: string[]; target?: unknown; icon?: string }>>

type Matcher = { prependPattern(pattern: string): void; createFilter(): (file: string, stat: { isDirectory(): boolean }) => boolean }
type Library = {
  FileMatcher: new (from: string, to: string, expand: (pattern: string) => string, patterns: readonly string[]) => Matcher
  excludedNames: string
  excludedExts: string
}

/** electron-builder's own parts: what it takes for valid, and how it reads globs. */
const fromBuilder = (root: string) => createRequire(createRequire(join(root, 'package.json')).resolve('electron-builder'))
export const globsOf = (root: string): Library => fromBuilder(root)('app-builder-lib/out/fileMatcher.js') as Library

export const readConfig = (root: string): BuilderConfig => parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')) as BuilderConfig

/** What electron-builder's JSON Schema says against the configuration; empty when it would take it. */
export async function validateConfig(root: string, config: unknown): Promise<string[]> {
  const { validateConfiguration } = fromBuilder(root)('app-builder-lib/out/util/config/config.js') as {
    validateConfiguration(config: unknown, log: { isEnabled: boolean; add(): void }): Promise<void>
  }
  try {
    await validateConfiguration(config, { isEnabled: false, add() {} })
    return []
  } catch (error) {
    return [`electron-builder.yml: ${(error as Error).message.split('\n').slice(0, 12).join('\n')}`]
  }
}
