import { readFileSync } from 'node:fs'
import { join } from 'node:path'

type Packages = Record<string, { version?: string; optionalDependencies?: Record<string, string> }>

/**
 * npm leaves a platform's optional package out of package-lock.json when the registry does not have it (yet), and `npm ci` then
 * refuses on every platform. A sentence for each package with such a gap.
 */
export function findLockGaps(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, { version, optionalDependencies = {} }]) => {
    const missing = Object.keys(optionalDependencies).filter((name) => !isLocked(packages, path, name))
    if (missing.length === 0) return []
    return [
      `${path} ${version} needs ${missing.join(', ')}, not in package-lock.json. Choose a version whose packages all exist, and install without node_modules.`,
    ]
  })
}

/** Looks where Node would: in the package's own node_modules, then in each one above. */
function isLocked(packages: Packages, path: string, name: string): boolean {
  for (let folder = path; ; ) {
    if (`${folder ? `${folder}/` : ''}node_modules/${name}` in packages) return true
    if (folder === '') return false
    const above = folder.lastIndexOf('/node_modules/')
    folder = above === -1 ? '' : folder.slice(0, above)
  }
}

export const checkLockFile = (root: string): string[] =>
  findLockGaps((JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Packages }).packages)
