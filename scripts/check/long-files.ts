import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from '../build/project-files.ts'

export const maxLines = 350

/** Files that may be longer, each with the reason why splitting it would make it harder to read. */
export const exceptions: Record<string, string> = {
  'core/engines/containers/egress/proxy.mjs': 'runs in a container on Node alone, to which it is handed as one text',
}

const folders = ['core', 'electron', 'renderer', 'scripts', 'bench', 'e2e', 'manifests']

/** A sentence for each file that is too long, and for each exception that is no longer needed. */
export function findLongFiles(root: string, allowed: Record<string, string> = exceptions): string[] {
  const files = listFiles(root, folders, (path) => /\.(c|m)?(ts|tsx|js|css|py)$/.test(path))
  const lengths = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length - 1]))
  const tooLong = [...lengths].filter(([file, lines]) => lines > maxLines && !(file in allowed))
  const needless = Object.keys(allowed).filter((file) => (lengths.get(file) ?? 0) <= maxLines)
  return [
    ...tooLong.map(([file, lines]) => `${file} has ${lines} lines; split it, or list it in scripts/check/long-files.ts with a reason.`),
    ...needless.map((file) => `${file} is listed as longer than ${maxLines} lines and is not.`),
  ]
}
