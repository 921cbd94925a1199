import { type MouseEvent, useEffect, useId, useRef } from 'react'
import { t } from '../../app/messages.ts'
import { formatKeys } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { cut } from './match.ts'
import type { PaletteRow } from './rank.ts'

interface ListProps {
  id: string
  rows: readonly PaletteRow[]
  /** The chosen one. */
  at: number
  onPoint: (at: number) => void
  onRun: (row: PaletteRow, event: MouseEvent) => void
}

/** The rows by group. The focus stays in the field above, which names the chosen row. */
export function PaletteList({ id, rows, at, onPoint, onRun }: ListProps) {
  const list = useRef<HTMLDivElement>(null)
  const groupId = useId()
  const groups: { name: string; rows: { row: PaletteRow; index: number }[] }[] = []
  for (const [index, row] of rows.entries()) {
    const last = groups.at(-1)
    if (last?.name === row.group) last.rows.push({ row, index })
    else groups.push({ name: row.group, rows: [{ row, index }] })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen row is the trigger
  useEffect(() => {
    const chosen = list.current?.querySelector('[aria-selected="true"]')
    // Of the first row the heading is shown, too.
    if (at === 0) list.current?.scrollTo({ top: 0 })
    else chosen?.scrollIntoView({ block: 'nearest' })
  }, [at, rows.length])
  return (
    <div className="palette-rows" id={id} role="listbox" aria-label={t.palette.results} ref={list}>
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of a listbox
        <div key={group.rows[0]?.row.id} role="group" aria-labelledby={`${groupId}-${group.rows[0]?.index}`}>
          <div className="group-head" id={`${groupId}-${group.rows[0]?.index}`} role="presentation">
            {group.name}
          </div>
          {group.rows.map(({ row, index }) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does the same
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
            <div
              key={row.id}
              className="palette-row"
              role="option"
              id={`${id}-${index}`}
              aria-selected={index === at}
              onPointerMove={() => index !== at && onPoint(index)}
              onClick={(event) => onRun(row, event)}
            >
              <Icon of={row.icon} />
              <span className="cut flex-none max-w-[60%]">
                {cut(row.title, row.ranges).map(({ text, isMatch }, part) =>
                  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one string
                  isMatch ? <mark key={part}>{text}</mark> : text,
                )}
              </span>
              <span className="small cut text-text-3">{row.aside}</span>
              <RowEnd row={row} isChosen={index === at} />
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

/** Its key; of the chosen row what Enter does, where there is a choice. */
function RowEnd({ row, isChosen }: { row: PaletteRow; isChosen: boolean }) {
  if (isChosen && row.other)
    return (
      <span className="palette-verbs end" aria-hidden="true">
        <kbd>⏎</kbd> {row.verb} <kbd>{formatKeys('Mod+Enter')}</kbd> {row.other.verb}
      </span>
    )
  return row.keys ? <kbd className="end">{formatKeys(row.keys)}</kbd> : null
}
