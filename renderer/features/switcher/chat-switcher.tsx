import { useQueries } from '@tanstack/react-query'
import { History, MessageSquare } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent as ReactKeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { useActions } from '../../app/actions/action-store.ts'
import { isPress } from '../../app/actions/keys.ts'
import { t } from '../../app/messages.ts'
import { formatWhen, isMac } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { useReturnFocus } from '../../ui/return-focus.ts'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { askForChat, firstThere, useRecentChats } from './recent-chats.ts'
import { closed, press, type SwitchState, shownChats } from './switch-state.ts'

/** Keys that open it. A browser keeps Ctrl+Tab to itself; the desktop app has it, too. */
const forward = ['Mod+P', 'Ctrl+Tab', ...(isMac ? [] : ['Mod+Tab'])]
const backward = ['Mod+Shift+P', 'Ctrl+Shift+Tab', ...(isMac ? [] : ['Mod+Shift+Tab'])]

/** The chats looked at last. Held keys go through them and letting go opens one; opened without, it is a list like any other. */
export function ChatSwitcher() {
  const { queries, orpc } = useApi()
  const [location, go] = useLocation()
  const ids = useRecentChats((store) => store.ids).slice(0, shownChats)
  const [state, setState] = useState(closed)
  // Key events come faster than drawings.
  const now = useRef<SwitchState>(closed)
  const focus = useReturnFocus()
  const set = useCallback((next: SwitchState) => {
    now.current = next
    setState(next)
  }, [])

  const step = (by: 1 | -1, isHeld: boolean) => {
    const isFirstInView = ids[0] !== undefined && location === `/chats/${ids[0]}`
    set(press(now.current, { count: ids.length, isFirstInView, by, isHeld }))
  }
  /** The chosen one, or the next that is still there. */
  const open = async (at: number) => {
    set(closed)
    const id = await firstThere(ids.slice(at), (id) => askForChat({ queries, orpc }, id))
    if (id !== null) go(`/chats/${id}`)
  }
  const does = useRef({ step, open })
  useEffect(() => {
    does.current = { step, open }
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const by = forward.some((keys) => isPress(event, keys, isMac)) ? 1 : backward.some((keys) => isPress(event, keys, isMac)) ? -1 : null
      if (by === null) return
      event.preventDefault()
      event.stopPropagation()
      does.current.step(by, true)
    }
    const onKeyUp = (event: KeyboardEvent) => {
      if ((event.key === 'Control' || event.key === 'Meta') && now.current.isOpen && now.current.isHeld) void does.current.open(now.current.at)
    }
    // Keys that are let go in another window are never told of.
    const onBlur = () => now.current.isHeld && set({ ...now.current, isHeld: false })
    window.addEventListener('keydown', onKeyDown, true)
    window.addEventListener('keyup', onKeyUp, true)
    window.addEventListener('blur', onBlur)
    return () => {
      window.removeEventListener('keydown', onKeyDown, true)
      window.removeEventListener('keyup', onKeyUp, true)
      window.removeEventListener('blur', onBlur)
    }
  }, [set])
  useActions([
    {
      ...{ id: 'chat switch', title: t.actions.lastChats, icon: History, keys: 'Mod+P', isKeyElsewhere: true, menu: 'go' },
      act: () => step(1, false),
    },
  ])

  const sessions = useQueries({
    queries: ids.map((id) => ({ ...orpc.sessions.get.queryOptions({ input: { id } }), enabled: state.isOpen, retry: false })),
  }).map((query) => query.data)
  const onKeyDown = (event: ReactKeyboardEvent) => {
    const by = { ArrowDown: 1 as const, ArrowUp: -1 as const }[event.key]
    if (by !== undefined) step(by, state.isHeld)
    else if (event.key === 'Enter') void open(state.at)
    else return
    event.preventDefault()
  }
  return (
    <Dialog.Root open={state.isOpen} onOpenChange={(isOpen) => !isOpen && set(closed)}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          className="sheet palette is-narrow"
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            focus.remember()
            event.preventDefault()
            ;(event.currentTarget as HTMLElement).querySelector<HTMLElement>('[role="listbox"]')?.focus()
          }}
          onCloseAutoFocus={focus.onCloseAutoFocus}
          onKeyDown={onKeyDown}
        >
          <div className="row flex-none px-4 pt-3 pb-1">
            <Dialog.Title className="text-[13px] font-semibold">{t.switching.title}</Dialog.Title>
            {state.isHeld && <span className="micro end text-text-3">{t.switching.hold}</span>}
          </div>
          <SwitchList sessions={sessions} at={state.at} onOpen={(at) => void open(at)} />
          {ids.length === 0 && <p className="small px-4 pb-3 text-text-3">{t.switching.none}</p>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function SwitchList({ sessions, at, onOpen }: { sessions: readonly (Session | undefined)[]; at: number; onOpen: (at: number) => void }) {
  const id = useId()
  const now = new Date()
  return (
    <div
      className="palette-rows outline-none"
      role="listbox"
      tabIndex={0}
      aria-label={t.switching.title}
      aria-activedescendant={sessions.length > 0 ? `${id}-${at}` : undefined}
    >
      {sessions.map((session, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on the list does the same
        // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the chosen row
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a place in the list
          key={index}
          id={`${id}-${index}`}
          className="palette-row"
          role="option"
          aria-selected={index === at}
          onClick={() => onOpen(index)}
        >
          <Icon of={MessageSquare} />
          <span className="cut grow">{session ? session.title || t.chats.untitled : ' '}</span>
          {session && session.status !== 'idle' && <StateGlyph state={session.status} />}
          <span className="micro flex-none text-text-3">{session && formatWhen(session.updatedAt, now)}</span>
        </div>
      ))}
    </div>
  )
}
