import { ArrowDown, ArrowUp } from 'lucide-react'
import { useState } from 'react'
import { t } from '../app/messages.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import { ScrollBox } from './scroll-box.tsx'
import { type Order, sortRows } from './sort-rows.ts'

const shownRows = 12
/** More than these are drawn only where they are seen. All rows are equally high, px. */
const drawnRows = 60
const rowHeight = 24

type Row = Record<string, unknown>
const cellText = (value: unknown) => (value === null || value === undefined ? '' : String(value))

/** Rows of like objects: sorted by any column, the first ones until all are asked for. */
export function ValueTable({ columns, rows, label }: { columns: string[]; rows: Row[]; label: string }) {
  const [isWhole, setIsWhole] = useState(false)
  const [order, setOrder] = useState<Order | null>(null)
  const [top, setTop] = useState(0)
  const sorted = sortRows(rows, order)
  const isLong = isWhole && rows.length > drawnRows
  const from = isLong ? Math.max(0, Math.min(rows.length - drawnRows, Math.floor(top / rowHeight) - 15)) : 0
  const to = isLong ? from + drawnRows : isWhole ? rows.length : shownRows
  const isNumber = (column: string) => rows.every((row) => typeof row[column] === 'number' || row[column] === null || row[column] === undefined)
  const numbers = new Set(columns.filter(isNumber))
  return (
    <div className="call-part">
      <ScrollBox
        className={cx('overflow-auto', isLong && 'max-h-[420px]')}
        label={label}
        onScroll={isLong ? (event) => setTop(event.currentTarget.scrollTop) : undefined}
      >
        <table className="table" aria-rowcount={rows.length + 1}>
          <thead className={cx(isLong && 'sticky top-0 z-1 bg-raised')}>
            <tr aria-rowindex={1}>
              {columns.map((column) => {
                const isSorted = order?.column === column
                return (
                  <th
                    key={column}
                    className={cx(numbers.has(column) && 'is-number')}
                    aria-sort={isSorted ? (order.isDown ? 'descending' : 'ascending') : undefined}
                  >
                    <button
                      type="button"
                      className="sort-button"
                      title={t.values.sort(column)}
                      onClick={() => setOrder(isSorted && order.isDown ? null : { column, isDown: isSorted })}
                    >
                      {column}
                      {isSorted && <Icon of={order.isDown ? ArrowDown : ArrowUp} size="tiny" />}
                    </button>
                  </th>
                )
              })}
            </tr>
          </thead>
          <tbody>
            {from > 0 && <Gap rows={from} columns={columns.length} />}
            {sorted.slice(from, to).map((row, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a result have no other name
              <tr key={from + index} aria-rowindex={from + index + 2}>
                {columns.map((column) => (
                  <td key={column} className={cx(numbers.has(column) && 'is-number', 'max-w-[320px] cut')} title={cellText(row[column])}>
                    {cellText(row[column])}
                  </td>
                ))}
              </tr>
            ))}
            {isLong && to < rows.length && <Gap rows={rows.length - to} columns={columns.length} />}
          </tbody>
        </table>
      </ScrollBox>
      {!isWhole && rows.length > shownRows && (
        <Button look="quiet" isSmall className="m-1 ml-6" onClick={() => setIsWhole(true)}>
          {t.tool.showAll(rows.length)}
        </Button>
      )}
    </div>
  )
}

/** As high as the rows that are not drawn. */
const Gap = ({ rows, columns }: { rows: number; columns: number }) => (
  <tr>
    <td colSpan={columns} className="p-0!" style={{ height: rows * rowHeight }} />
  </tr>
)
