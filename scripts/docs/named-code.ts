import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

const filePath =
  /^(?:(?:core|renderer|electron|scripts|bench|e2e|manifests|resources|docs)\/[\w./-]+|package\.json|electron-builder\.yml|\.dependency-cruiser\.cjs)$/
const identifier = /^[A-Za-z_$][\w$]*(?:[.][\w$]+)*(?:\(\))?$/
const token = /```(\w*)\n([\s\S]*?)```|`([^`\n]+)`|\]\(([^)\s]+)\)/g
const followingPath = /^,? (?:of|in) `([^`\n]+)`|^ \(`([^`\n]+)`/
const generated = /<!-- (\w[\w ]*): [\s\S]*?<!-- \/\1 -->/g
const languagesOfCode = new Set(['ts', 'tsx'])

/**
 * What a page says of the code and is not so: a path in backticks that leads nowhere, a name tied to a path ("`name` in `path`") that the file does
 * not hold, a snippet that is not in the file named last before it, a link to a missing page. On a tour every other name in backticks must
 * be held by one of the files that the tour visits. `…` in a snippet stands for what was left out; whitespace is not compared; generated
 * tables have checks of their own.
 */
export function findUntruths(root: string, page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(generated, (block) => block.replaceAll(/[^\n]/g, ''))
  const untruths: string[] = []
  let lastFile: string | null = null
  const visited = page.startsWith('docs/tour/') ? filesNamed(root, text) : []
  for (const match of text.matchAll(token)) {
    const [whole, language = '', block, inline, link] = match
    const say = (what: string) => untruths.push(`${page}:${text.slice(0, match.index).split('\n').length} ${what}`)
    if (link !== undefined) {
      const [target = ''] = link.split('#')
      if (!/^[a-z]+:/.test(link) && target !== '' && !existsSync(join(root, dirname(page), target))) say(`links to ${link}, which is not there`)
    } else if (block !== undefined) {
      if (!languagesOfCode.has(language)) continue
      const source = lastFile === null ? '' : plain(read(root, lastFile))
      for (const piece of block.split('…').map(plain))
        if (!source.includes(piece)) say(`quotes what ${lastFile ?? 'no named file'} does not hold: ${piece.slice(0, 90)}`)
    } else if (inline !== undefined && filePath.test(inline)) {
      if (!existsSync(join(root, inline))) say(`names ${inline}, which is not there`)
      else if (isFile(root, inline)) lastFile = inline
    } else if (inline !== undefined && identifier.test(inline)) {
      const [, ...following] = followingPath.exec(text.slice(match.index + whole.length)) ?? []
      const own = following.filter((path) => path !== undefined && isFile(root, path)) as string[]
      const files = own.length > 0 ? own : visited
      const name = inline.replace('()', '')
      const word = new RegExp(`(?<![\\w$])${name.replaceAll(/[.$]/g, '\\$&')}(?![\\w$])`)
      if (files.length > 0 && !files.some((file) => word.test(read(root, file))))
        say(`names ${name}, which ${own[0] ? `${own[0]} does not hold` : 'no file named here holds'}`)
    }
  }
  return untruths
}

const filesNamed = (root: string, text: string): string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, path = '']) => (filePath.test(path) && isFile(root, path) ? [path] : []))
const isFile = (root: string, path: string): boolean => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() ?? false
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')
const plain = (code: string): string => code.replaceAll(/\s+/g, '')
