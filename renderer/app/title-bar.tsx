import { ArrowLeft, ArrowRight, PanelLeft, PanelRight, Search } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Icon } from '../ui/icon.tsx'
import { Keys } from '../ui/keys.tsx'
import { t } from './messages.ts'
import { useMoment } from './ui-store.ts'

interface PaneSwitch {
  isShown: boolean
  toggle: () => void
}

/** null: this view has no such pane, so there is no button for it. */
export function TitleBar({ list, inspector }: { list: PaneSwitch | null; inspector: PaneSwitch | null }) {
  const set = useMoment((state) => state.set)
  return (
    <header className={cx('title-bar', window.cortex && 'is-draggable')}>
      <div className="row gap-0.5">
        <IconButton label={t.action.back} isSmall onClick={() => window.history.back()}>
          <Icon of={ArrowLeft} size="small" />
        </IconButton>
        <IconButton label={t.action.forward} isSmall onClick={() => window.history.forward()}>
          <Icon of={ArrowRight} size="small" />
        </IconButton>
      </div>
      <button type="button" className="find" aria-keyshortcuts="Control+K Meta+K" onClick={() => set({ isPaletteOpen: true })}>
        <Icon of={Search} size="small" />
        <span className="cut">{t.shell.search}</span>
        <Keys of="Mod+K" className="end" />
      </button>
      <div className="row justify-end gap-1">
        {list && (
          <IconButton label={t.shell.list} keys="Mod+B" aria-pressed={list.isShown} onClick={list.toggle}>
            <Icon of={PanelLeft} />
          </IconButton>
        )}
        {inspector && (
          <IconButton label={t.shell.inspector} keys="Mod+I" aria-pressed={inspector.isShown} onClick={inspector.toggle}>
            <Icon of={PanelRight} />
          </IconButton>
        )}
      </div>
    </header>
  )
}
