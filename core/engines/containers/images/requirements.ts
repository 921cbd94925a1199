import { isPackageName } from './package-names.ts'

/** `line` is from 1. */
export type RequirementsProblem = { line: number; detail: string }
export type Requirements = { packages: number; includes: { path: string; line: number }[]; problems: RequirementsProblem[] }

const harmless = /^--(?:require-hashes|pre|prefer-binary|(?:no|only)-binary[ =][A-Za-z0-9._:, -]+)$/
const include = /^(?:-r|-c|--requirement|--constraint)(?:\s*=\s*|\s+|(?=[^\s-]))(?<path>[^\s].*)$/
const hash = /\s--hash=sha(?:256|384|512):[0-9a-f]{64,128}/g

/**
 * Reads a pip requirements file: packages, hashes, and other files it includes. Where packages come from is a setting of the
 * computer, so options that change it are problems; so are paths and URLs that are not plain https. Pure.
 */
export function readRequirements(text: string): Requirements {
  const found: Requirements = { packages: 0, includes: [], problems: [] }
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1
    let whole = lines[index] ?? ''
    while (whole.endsWith('\\') && index + 1 < lines.length) whole = whole.slice(0, -1) + lines[++index]
    whole = whole.replace(/(?:^|\s)#.*$/, '').trim()
    if (whole === '' || harmless.test(whole)) continue
    const included = include.exec(whole)?.groups?.path
    if (included) found.includes.push({ path: included.trim(), line })
    else if (whole.startsWith('-'))
      found.problems.push({
        line,
        detail: `${whole.split(/[\s=]/)[0]} is not taken from a requirements file. Where packages come from is set under containers.registries.pip; what needs more writes its own Dockerfile.`,
      })
    else if (isPackageName('pip', whole.replace(hash, '').trim())) found.packages++
    else found.problems.push({ line, detail: `"${whole.slice(0, 120)}" does not name a package.` })
  }
  return found
}

/** `[project].dependencies` of a pyproject.toml: a list, `none`, or `hard` where it is more than a plain list of strings. Pure. */
export function pyprojectDependencies(text: string): string[] | 'none' | 'hard' {
  const table = /^\[project\][^\S\n]*(?:#.*)?\r?\n(?<body>[\s\S]*?)(?=^\[[^\n]*\][^\S\n]*(?:#.*)?$|$(?![\s\S]))/m.exec(text)?.groups?.body
  if (table === undefined) return 'none'
  if (/^dynamic\s*=\s*\[[^\]]*["']dependencies["']/m.test(table)) return 'hard'
  const begin = /^dependencies\s*=\s*\[/m.exec(table)
  if (!begin) return /^dependencies\b/m.test(table) ? 'hard' : 'none'
  const items: string[] = []
  let rest = table.slice(begin.index + begin[0].length)
  while (rest !== '') {
    const token = /^(?:\s+|,|#[^\n]*|\]|"(?<double>[^"\\\n]*)"|'(?<single>[^'\n]*)')/.exec(rest)
    if (!token) return 'hard'
    if (token[0] === ']') return items
    const item = token.groups?.double ?? token.groups?.single
    if (item !== undefined) items.push(item)
    rest = rest.slice(token[0].length)
  }
  return 'hard'
}
