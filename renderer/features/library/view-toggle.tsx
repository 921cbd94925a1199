import { LayoutGrid, Table2 } from 'lucide-react'
import { t } from '../../app/messages.ts'
import { useUi } from '../../app/ui-store.ts'
import { IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'

/** Shows manifests of every kind as cards, or as a table again. */
export function ViewToggle() {
  const view = useUi((state) => state.libraryView)
  const set = useUi((state) => state.set)
  const isTable = view === 'table'
  return (
    <IconButton
      label={isTable ? t.libraryViews.cards : t.libraryViews.table}
      isSmall
      onClick={() => set({ libraryView: isTable ? 'cards' : 'table' })}
    >
      <Icon of={isTable ? LayoutGrid : Table2} size="small" />
    </IconButton>
  )
}
