import { useState } from 'react'
import { t } from '../app/messages.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { JsonTree } from './json-tree.tsx'
import { ScrollBox } from './scroll-box.tsx'
import { valueShape } from './value-shape.ts'

const shownRows = 12

/** Data in place: text, a table or a tree, whichever it is. */
export function ValueView({ value, label }: { value: unknown; label: string }) {
  const shape = valueShape(value)
  if (shape.as === 'nothing') return <p className="call-part is-inset small text-text-3">{t.tool.noResult}</p>
  if (shape.as === 'table') return <ValueTable columns={shape.columns} rows={shape.rows} />
  if (shape.as === 'text') {
    return (
      <ScrollBox className="mono call-part is-inset max-h-[280px] overflow-auto whitespace-pre-wrap wrap-anywhere text-text-1" label={label}>
        {shape.text}
      </ScrollBox>
    )
  }
  return (
    <div className="call-part is-inset max-h-[320px] overflow-auto">
      <JsonTree value={shape.value} label={label} />
    </div>
  )
}

const cellText = (value: unknown) => (value === null || value === undefined ? '' : String(value))

function ValueTable({ columns, rows }: { columns: string[]; rows: Record<string, unknown>[] }) {
  const [isWhole, setIsWhole] = useState(false)
  const shown = isWhole ? rows : rows.slice(0, shownRows)
  const isNumber = (column: string) => rows.every((row) => typeof row[column] === 'number' || row[column] === null || row[column] === undefined)
  return (
    <ScrollBox className="call-part overflow-x-auto" label={t.tool.result}>
      <table className="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} className={cx(isNumber(column) && 'is-number')}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a result have no other name and never move
            <tr key={index}>
              {columns.map((column) => (
                <td key={column} className={cx(isNumber(column) && 'is-number', 'max-w-[320px] cut')} title={cellText(row[column])}>
                  {cellText(row[column])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length && (
        <Button look="quiet" isSmall className="m-1 ml-6" onClick={() => setIsWhole(true)}>
          {t.tool.showAll(rows.length)}
        </Button>
      )}
    </ScrollBox>
  )
}
