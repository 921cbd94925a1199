import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const start = '<!-- imports: written by `npm run check -- --write`, from .dependency-cruiser.cjs -->'
const end = '<!-- /imports -->'

/** The tables of .dependency-cruiser.cjs as Markdown. */
export function importTable(root: string): string {
  const { may, onlyIn } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as Record<'may' | 'onlyIn', Record<string, string[]>>
  const names = (list: string[]) => list.map((name) => `\`${name}\``).join(' ') || 'nothing'
  return [
    '| folder | may import, beside itself |',
    '| --- | --- |',
    ...Object.entries(may).map(([row, targets]) => `| \`${row}\` | ${names(targets)} |`),
    '',
    '| package | only in |',
    '| --- | --- |',
    ...Object.entries(onlyIn).map(([name, folders]) => `| \`${name}\` | ${names(folders)} |`),
  ].join('\n')
}

/** `text` with the table between the two markers renewed, or added at the end. */
export function withTable(text: string, table: string): string {
  const block = `${start}\n${table}\n${end}`
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from === -1 || to < from) return `${text.trimEnd()}\n\n## Who may import whom\n\n${block}\n`
  return text.slice(0, from) + block + text.slice(to + end.length)
}

/** Whether core/README.md shows the table in force; with `write` it is made to. */
export function checkImportTable(root: string, write: boolean): string[] {
  const file = join(root, 'core/README.md')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '# core\n'
  const renewed = withTable(text, importTable(root))
  if (renewed === text) return []
  if (!write) return ['core/README.md does not show the import table in force. `npm run check -- --write` renews it.']
  writeFileSync(file, renewed)
  return []
}
