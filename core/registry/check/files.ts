import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { Problem } from '../../contract/registry.ts'
import { problemAt } from '../finding.ts'
import { isInside, type Place, resolveInside } from '../load/place.ts'
import { nearestOf } from '../nearest.ts'
import type { ParsedManifest } from '../parse/manifest.ts'

const maxPersonaBytes = 1_000_000

/** Looks at the disk for every path a manifest names. `body` is the persona file's text, or the Markdown body. */
export function checkFiles(place: Place, parsed: ParsedManifest): { problems: Problem[]; body: string | null } {
  const problems: Problem[] = []
  let body = parsed.body
  for (const named of parsed.namedPaths) {
    const say = (code: Parameters<typeof problemAt>[2]['code'], message: string, suggestion: string | null, replacement?: string) =>
      problems.push(problemAt(place.file, named.span, { code, message, suggestion, ...(replacement === undefined ? {} : { fix: { replacement } }) }))
    const path = resolveInside(place.folder, named.text)
    if (path === null) {
      say('path-outside', `"${named.text}" leads out of the folder of this manifest.`, 'Use a path inside the folder, such as ./main.py.')
      continue
    }
    // The folder and its Dockerfile are two entries at one place; one complaint is enough.
    if (problems.some((one) => one.code === named.missing && one.line === named.span.line && one.column === named.span.column)) continue
    const found = look(place.disk(path), place.disk(place.folder))
    if (found === 'outside')
      say('symlink-outside', `"${named.text}" is a symbolic link that leads out of the folder.`, 'Copy the file into the folder.')
    else if (named.mustBe !== null && found !== named.mustBe) {
      const nearest = found === 'missing' ? nearestSibling(place.disk(path), named.text) : null
      const message = found === 'missing' ? `"${named.text}" does not exist.` : `"${named.text}" is a ${found}, not a ${named.mustBe}.`
      say(named.missing, message, nearest ? `Did you mean "${nearest}"?` : `Create ${resolve(path)}, or correct the path.`, nearest ?? undefined)
    } else if (named.role === 'persona' && found === 'file') body = readPersona(place.disk(path)) ?? body
  }
  return { problems, body }
}

/** `folder` is real, so only what lies between it and `path` can be a link; asking for that is far cheaper than a real path. */
function look(path: string, folder: string): 'file' | 'folder' | 'missing' | 'outside' {
  try {
    let at = folder
    for (const name of relative(folder, path).split(sep)) {
      at = name === '' ? at : join(at, name)
      const stat = lstatSync(at, { throwIfNoEntry: false })
      if (!stat) return 'missing'
      if (stat.isSymbolicLink()) {
        const real = realpathSync.native(path)
        if (!isInside(folder, real)) return 'outside'
        return statSync(real).isDirectory() ? 'folder' : 'file'
      }
      if (at === path) return stat.isDirectory() ? 'folder' : 'file'
    }
    return 'missing'
  } catch {
    return 'missing'
  }
}

function nearestSibling(path: string, text: string): string | null {
  try {
    const nearest = nearestOf(basename(path), readdirSync(dirname(path)))
    return nearest === null ? null : text.slice(0, text.length - basename(text).length) + nearest
  } catch {
    return null
  }
}

function readPersona(path: string): string | null {
  try {
    const text = statSync(path).size <= maxPersonaBytes ? readFileSync(path, 'utf8').trim() : ''
    return text === '' ? null : text
  } catch {
    return null
  }
}
