import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { t } from '../../app/messages.ts'
import { useMoment } from '../../app/ui-store.ts'
import { hasMod } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useReturnFocus } from '../../ui/return-focus.ts'
import { PaletteFoot } from './palette-foot.tsx'
import { PaletteList } from './palette-list.tsx'
import type { PaletteRow } from './rank.ts'
import { useRecentRows } from './recent-rows.ts'
import { usePaletteRows } from './use-palette-rows.ts'

export function Palette() {
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
          <PaletteBody onClose={() => set({ isPaletteOpen: false })} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** One field over everything that can be done and gone to. A sign at its start narrows it to one kind. */
function PaletteBody({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const input = useRef<HTMLInputElement>(null)
  const listId = useId()
  const { rows, isSearching, problem } = usePaletteRows(query)
  const at = Math.min(chosen, rows.length - 1)
  const row = rows[at]
  const type = (text: string) => {
    setQuery(text)
    setChosen(0)
  }

  const run = (given: PaletteRow | undefined, isOther: boolean) => {
    if (!given || (isOther && !given.other)) return
    useRecentRows.getState().remember(given.id)
    onClose()
    // Once the palette is gone: what is done may open something else, or put the focus somewhere.
    setTimeout(isOther ? (given.other?.act ?? given.act) : given.act)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const go = (to: number) => {
      event.preventDefault()
      setChosen(to)
    }
    const last = rows.length - 1
    if (event.key === 'ArrowDown') go(at >= last ? 0 : at + 1)
    else if (event.key === 'ArrowUp') go(at <= 0 ? Math.max(0, last) : at - 1)
    else if (event.key === 'PageDown') go(Math.max(0, Math.min(last, at + 8)))
    else if (event.key === 'PageUp') go(Math.max(0, at - 8))
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      run(row, hasMod(event))
    }
  }
  // Said once the typing rests, so that it is not said at each letter.
  const [said, setSaid] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(t.palette.count(rows.length)), 600)
    return () => clearTimeout(timer)
  }, [rows.length])
  return (
    <>
      <div className="palette-input">
        <Icon of={Search} className="text-text-3" />
        <input
          ref={input}
          role="combobox"
          aria-label={t.palette.placeholder}
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={listId}
          aria-activedescendant={row ? `${listId}-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={t.palette.placeholder}
          value={query}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <PaletteList
        id={listId}
        rows={rows}
        at={at}
        onPoint={setChosen}
        onRun={(given, event) => run(given, hasMod(event) && given.other !== undefined)}
      />
      {(rows.length === 0 || problem) && (
        <div className="flex flex-none flex-col gap-2 px-4 pt-1 pb-3">
          {problem ? (
            <p className="small text-danger">{`${t.palette.failed}. ${problem}`}</p>
          ) : (
            <p className="small text-text-2">{isSearching ? t.palette.searching : t.palette.nothing(query.trim())}</p>
          )}
          {rows.length === 0 && !isSearching && (
            <p className="row small flex-wrap gap-1.5 text-text-3">
              {t.palette.nothingAbout}
              {prefixes.map(([sign, name]) => (
                <button
                  key={sign}
                  type="button"
                  className="chip gap-1.5 hover:text-text-1"
                  onClick={() => {
                    type(`${sign}${query.replace(/^[>@/#]/, '')}`)
                    input.current?.focus()
                  }}
                >
                  <span aria-hidden="true">
                    <kbd>{sign}</kbd>
                  </span>{' '}
                  {t.palette.prefix[name]}
                </button>
              ))}
            </p>
          )}
        </div>
      )}
      <p className="sr-only" role="status">
        {said}
      </p>
      <PaletteFoot row={row} prefixes={prefixes} />
    </>
  )
}

const prefixes = [
  ['>', 'actions'],
  ['@', 'agents'],
  ['/', 'tools'],
  ['#', 'chats'],
] as const
