import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { type BuilderConfig, globsOf } from './builder.ts'

export type Target = { platform: 'linux' | 'darwin' | 'win32'; arch: 'x64' | 'arm64' }
export type PackedFile = { path: string; sizeBytes: number }

const sections = { linux: 'linux', darwin: 'mac', win32: 'win' } as const

/** Macros for platform, os and arch as electron-builder writes them. */
export function expand(pattern: string, { platform, arch }: Target): string {
  const values: Record<string, string> = { platform, os: sections[platform], arch }
  return pattern.replace(/\$\{(platform|os|arch)\}/g, (macro, name: string) => values[name] ?? macro)
}

/**
 * Every file that would be packed for a target, by electron-builder's own reading of the globs: what is built, what the app needs of
 * node_modules (everything that package-lock.json does not mark as for development and that is here), and what lies beside it. Paths are
 * those in the project.
 */
export function packedFiles(root: string, config: BuilderConfig, target: Target): PackedFile[] {
  const { FileMatcher, excludedNames, excludedExts } = globsOf(root)
  const patterns = [...config.files, ...(config[sections[target.platform]]?.files ?? [])]
  const usual = [`!**/*.{${excludedExts},pdb}`, '!**/._*', `!**/{${excludedNames}}`]
  const matcher = (some: readonly string[]) => new FileMatcher(root, root, (pattern) => expand(pattern, target), some).createFilter()
  const own = matcher(['!**/node_modules/**', ...patterns.filter((pattern) => !pattern.includes('node_modules')), 'package.json', ...usual])
  const modules = matcher(['**/*', ...patterns.filter((pattern) => pattern.startsWith('!')), '!**/node_modules/.bin/**', ...usual])

  const found: PackedFile[] = []
  const visit = (folder: string, takes: ReturnType<typeof matcher>, skips: (name: string) => boolean) => {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name)
      if (skips(entry.name)) continue
      // A folder is only gone into where a file in it could be packed; that the filter says by the file.
      if (entry.isDirectory()) visit(path, takes, skips)
      else if (entry.isFile() && takes(path, entry)) found.push({ path: relative(root, path).split(sep).join('/'), sizeBytes: lstatSync(path).size })
    }
  }
  visit(join(root, 'out'), own, (name) => name === 'node_modules')
  if (own(join(root, 'package.json'), { isDirectory: () => false }))
    found.push({ path: 'package.json', sizeBytes: lstatSync(join(root, 'package.json')).size })
  // What is in a package but another package of its own is listed by itself.
  for (const path of neededModules(root)) visit(join(root, path), modules, (name) => name === 'node_modules')
  for (const { from } of config.extraResources)
    visit(
      join(root, from),
      () => true,
      () => false,
    )
  return found
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

/** Folders of the packages that the app needs, here or not: optional ones are here only on their platform. */
export function neededModules(root: string): string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>
  }
  return Object.entries(lock.packages).flatMap(([path, { dev, devOptional }]) => (path === '' || dev || devOptional ? [] : [path]))
}
