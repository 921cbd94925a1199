import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { t } from '../../app/messages.ts'
import { useMoment } from '../../app/ui-store.ts'
import { formatKeys } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useReturnFocus } from '../../ui/return-focus.ts'
import { highlight } from './match.ts'
import { type PaletteRow, usePaletteRows } from './use-palette-rows.ts'

interface PaletteProps {
  toggleList: () => void
  toggleInspector: () => void
}

export function Palette(props: PaletteProps) {
  const isOpen = useMoment((state) => state.isPaletteOpen)
  const set = useMoment((state) => state.set)
  const focus = useReturnFocus()
  return (
    <Dialog.Root open={isOpen} onOpenChange={(isPaletteOpen) => set({ isPaletteOpen })}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          className="sheet palette"
          aria-describedby={undefined}
          onOpenAutoFocus={focus.remember}
          onCloseAutoFocus={focus.onCloseAutoFocus}
        >
          <Dialog.Title className="sr-only">{t.palette.title}</Dialog.Title>
          <PaletteBody {...props} onClose={() => set({ isPaletteOpen: false })} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** One field over actions, manifests and chats. `>` `/` `#` narrow it to one of them. */
function PaletteBody({ onClose, ...toggles }: PaletteProps & { onClose: () => void }) {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  const rows = usePaletteRows(query, toggles)
  const words = query.replace(/^[>/#]\s*/, '')
  const at = Math.min(chosen, rows.length - 1)

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })
  const run = (row: PaletteRow | undefined) => {
    if (!row) return
    onClose()
    row.act()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setChosen((at + step + rows.length) % Math.max(1, rows.length))
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      run(rows[at])
    }
  }
  return (
    <>
      <div className="palette-input">
        <Icon of={Search} className="text-text-3" />
        <input
          role="combobox"
          aria-label={t.palette.placeholder}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={rows[at] ? `${listId}-${at}` : undefined}
          placeholder={t.palette.placeholder}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="palette-rows" id={listId} role="listbox" aria-label={t.palette.results} ref={list}>
        {rows.map((row, index) => (
          <div key={row.id} role="presentation">
            {row.group !== rows[index - 1]?.group && (
              <div className="group-head" role="presentation">
                {row.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter in the field does the same */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the chosen row */}
            <div
              className="palette-row"
              role="option"
              id={`${listId}-${index}`}
              aria-selected={index === at}
              onPointerMove={() => index !== at && setChosen(index)}
              onClick={() => run(row)}
            >
              <Icon of={row.icon} />
              <span className="cut flex-none max-w-[60%]">
                {highlight(row.title, words).map(({ text, isMatch }, part) =>
                  // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one string
                  isMatch ? <mark key={part}>{text}</mark> : text,
                )}
              </span>
              <span className="small cut text-text-3">{row.aside}</span>
              {row.keys && <kbd className="end">{formatKeys(row.keys)}</kbd>}
            </div>
          </div>
        ))}
      </div>
      {rows.length === 0 && <p className="small px-4 pb-3 text-text-3">{t.palette.nothing}</p>}
      <div className="sheet-foot palette-foot">
        <span>
          <kbd>↑</kbd> <kbd>↓</kbd> {t.palette.move}
        </span>
        <span>
          <kbd>⏎</kbd> {t.palette.open}
        </span>
        <span className="end">
          <kbd>&gt;</kbd> {t.palette.actions.toLowerCase()} <kbd>/</kbd> {t.palette.manifests.toLowerCase()} <kbd>#</kbd>{' '}
          {t.palette.chats.toLowerCase()}
        </span>
      </div>
    </>
  )
}
