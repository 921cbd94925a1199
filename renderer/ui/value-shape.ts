type Row = Record<string, unknown>

/** How a value is best shown: words as they are, rows of like objects as a table, the rest as a tree. */
export type ValueShape =
  | { as: 'nothing' }
  | { as: 'text'; text: string }
  | { as: 'picture'; url: string }
  | { as: 'table'; columns: string[]; rows: Row[] }
  | { as: 'tree'; value: unknown }

export const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)
const isCell = (value: unknown) => value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)

export function valueShape(value: unknown): ValueShape {
  if (value === null || value === undefined) return { as: 'nothing' }
  const url = pictureUrl(value)
  if (url !== null) return { as: 'picture', url }
  if (isCell(value)) return { as: 'text', text: String(value) }
  const rows = tableRows(value)
  if (rows) return { as: 'table', columns: [...new Set(rows.flatMap((row) => Object.keys(row)))], rows }
  return { as: 'tree', value }
}

const drawable = /^image\/(?:png|jpeg|gif|webp)$/

/** A picture as tools give it: a `data:` address, or base64 beside its media type. */
function pictureUrl(value: unknown): string | null {
  if (typeof value === 'string') return /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/.test(value) ? value : null
  if (!isObject(value)) return null
  const type = value.mimeType ?? value.mediaType
  const bytes = value.data ?? value.base64
  return typeof type === 'string' && drawable.test(type) && typeof bytes === 'string' ? `data:${type};base64,${bytes}` : null
}

/** Rows when it is a list of flat objects with few columns, or an object that holds nothing but such a list. */
function tableRows(value: unknown): Row[] | null {
  const list = Array.isArray(value) ? value : isObject(value) && Object.keys(value).length === 1 ? Object.values(value)[0] : null
  if (!Array.isArray(list) || list.length === 0 || !list.every(isObject)) return null
  const columns = new Set(list.flatMap((row) => Object.keys(row)))
  return columns.size > 0 && columns.size <= 8 && list.every((row) => Object.values(row).every(isCell)) ? list : null
}

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text)

/** One line that tells what a value holds: `41 + 1`, `op: write, path: notes.md`. */
export function summarise(value: unknown, length = 80): string {
  if (value === null || value === undefined) return ''
  if (isCell(value)) return cut(String(value).replace(/\s+/g, ' '), length)
  if (Array.isArray(value)) return `[${value.length}]`
  const entries = Object.entries(value as Row)
  if (entries.length === 1) return summarise(entries[0]?.[1], length)
  return cut(
    entries
      .map(([key, each]) => `${key}: ${isCell(each) ? String(each).replace(/\s+/g, ' ') : Array.isArray(each) ? `[${each.length}]` : '{…}'}`)
      .join(', '),
    length,
  )
}
