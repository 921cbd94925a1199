import { existsSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, resolve, win32 } from 'node:path'
import type { Problem } from '../../contract/registry.ts'
import { problemAt } from '../finding.ts'
import type { Entry } from '../load/entry.ts'
import { isInside } from '../load/place.ts'

/** An explicit `import` has to lead to the manifest it promises; everything else is an error, because its writer said where to look. */
export function checkImports(entry: Entry, byFile: ReadonlyMap<string, Entry>, rootPaths: readonly string[]): Problem[] {
  const { place, latest } = entry
  const problems: Problem[] = []
  for (const { kind, name, importPath, span, importSpan } of latest.parsed.references) {
    if (importPath === null) continue
    const say = (code: Parameters<typeof problemAt>[2]['code'], message: string, suggestion: string) => {
      problems.push(problemAt(place.file, code === 'import-mismatch' ? span : (importSpan ?? span), { code, message, suggestion }))
    }
    const target = resolve(dirname(place.file), importPath)
    const isForeign = isAbsolute(importPath) || win32.isAbsolute(importPath) || !rootPaths.some((root) => isInside(root, target))
    if (isForeign) {
      say('import-outside', `The import "${importPath}" leaves the manifest folders.`, 'Import a file below them, by a relative path.')
      continue
    }
    const found = byFile.get(target) ?? byFile.get(realPathOf(place.disk(target)))
    if (!found) {
      if (existsSync(place.disk(target)))
        say('import-not-manifest', `"${importPath}" is no manifest.`, `Import the file that says "kind: ${kind}" and "name: ${name}".`)
      else say('missing-import', `"${importPath}" does not exist.`, 'Correct the path; it is relative to this file.')
      continue
    }
    const { kind: foundKind, name: foundName } = found.latest.parsed
    if (foundKind !== null && foundName !== null && (foundKind !== kind || foundName !== name)) {
      say(
        'import-mismatch',
        `"${importPath}" declares ${foundKind} ${foundName}, not ${kind} ${name}.`,
        `Write name: ${foundName}, or import another file.`,
      )
    }
  }
  return problems
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    return path
  }
}
