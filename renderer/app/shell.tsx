import { PanelLeft, PanelRight } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { useLocation } from 'wouter'
import { NotifyOffer } from '../features/notify/notify-offer.tsx'
import { ReconnectingNote } from '../features/status/reconnecting-note.tsx'
import { StatusBar } from '../features/status/status-bar.tsx'
import { focusWorkIfLost } from '../ui/return-focus.ts'
import { useActions } from './actions/action-store.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { t } from './messages.ts'
import { usePaneWidths } from './pane-edge.tsx'
import { Rail } from './rail.tsx'
import { TitleBar } from './title-bar.tsx'
import { useMoment, useUi } from './ui-store.ts'
import { useIsInspectorFolded, useIsListFolded } from './use-media.ts'

interface ShellProps {
  list?: ReactNode
  inspector?: ReactNode
  children: ReactNode
}

/** The frame of every view. The list and the inspector fold into sheets over the edges when the window is narrow. */
export function Shell({ list, inspector, children }: ShellProps) {
  const ui = useUi()
  const moment = useMoment()
  const [location] = useLocation()
  const isListFolded = useIsListFolded()
  const isInspectorFolded = useIsInspectorFolded()

  const toggleList = () => (isListFolded ? moment.set({ isListUnfolded: !moment.isListUnfolded }) : ui.set({ isListShown: !ui.isListShown }))
  const toggleInspector = () =>
    isInspectorFolded ? moment.set({ isInspectorUnfolded: !moment.isInspectorUnfolded }) : ui.set({ isInspectorShown: !ui.isInspectorShown })
  useActions([
    { id: 'list', title: t.keys.list, icon: PanelLeft, keys: 'Mod+B', menu: 'view', act: toggleList },
    { id: 'inspector', title: t.keys.inspector, icon: PanelRight, keys: 'Mod+I', menu: 'view', act: toggleInspector },
  ])
  const widths = usePaneWidths()

  // Going somewhere folds what was unfolded over it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address is the trigger
  useEffect(() => moment.set({ isListUnfolded: false, isInspectorUnfolded: false }), [location])

  const isListShown = isListFolded ? moment.isListUnfolded : ui.isListShown
  const isInspectorShown = isInspectorFolded ? moment.isInspectorUnfolded : ui.isInspectorShown
  // What had the focus may be gone with the screen before or with the pane.
  // biome-ignore lint/correctness/useExhaustiveDependencies: they are the triggers
  useEffect(() => {
    const frame = requestAnimationFrame(focusWorkIfLost)
    return () => cancelAnimationFrame(frame)
  }, [location, isListShown, isInspectorShown])
  return (
    <div className="app" style={widths}>
      <TitleBar
        list={list ? { isShown: isListShown, toggle: toggleList } : null}
        inspector={inspector ? { isShown: isInspectorShown, toggle: toggleInspector } : null}
      />
      <Rail />
      <div className="body">
        {list && isListShown && (
          <Pane side="left" isFolded={isListFolded} onFold={toggleList}>
            {list}
          </Pane>
        )}
        <div className="work">
          <ReconnectingNote />
          <NotifyOffer />
          <ErrorBoundary resetKey={location}>{children}</ErrorBoundary>
        </div>
        {inspector && isInspectorShown && (
          <Pane side="right" isFolded={isInspectorFolded} onFold={toggleInspector}>
            {inspector}
          </Pane>
        )}
      </div>
      <StatusBar />
    </div>
  )
}

function Pane({ side, isFolded, onFold, children }: { side: 'left' | 'right'; isFolded: boolean; onFold: () => void; children: ReactNode }) {
  if (!isFolded) return children
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape and the title bar do the same from the keyboard */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: as above */}
      <div className="fold-scrim" onClick={onFold} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only listens for Escape from what it holds */}
      <div
        className={`folded is-${side}`}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.defaultPrevented) onFold()
        }}
      >
        {children}
      </div>
    </>
  )
}
