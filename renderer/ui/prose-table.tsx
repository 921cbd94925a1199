import { type ComponentProps, useRef } from 'react'
import { t } from '../app/messages.ts'
import { CopyButton } from './copy-button.tsx'
import { csvOf } from './csv.ts'
import { ScrollBox } from './scroll-box.tsx'

/** A table of an answer: it scrolls by itself and is copied as a spreadsheet takes it. */
export function ProseTable({ children }: ComponentProps<'table'>) {
  const table = useRef<HTMLTableElement>(null)
  const rows = () => [...(table.current?.rows ?? [])].map((row) => [...row.cells].map((cell) => cell.textContent.trim()))
  return (
    <div className="prose-table">
      <ScrollBox className="overflow-x-auto" label={t.tool.table}>
        <table ref={table}>{children}</table>
      </ScrollBox>
      <span className="prose-table-tools">
        <CopyButton label={t.content.copyCsv} text={() => csvOf(rows())} />
      </span>
    </div>
  )
}
