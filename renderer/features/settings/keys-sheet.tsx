import { t } from '../../app/messages.ts'
import { useMoment } from '../../app/ui-store.ts'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { ShortcutList } from './shortcut-list.tsx'

export function KeysSheet() {
  const isOpen = useMoment((state) => state.areKeysOpen)
  const set = useMoment((state) => state.set)
  return (
    <Sheet isOpen={isOpen} onClose={() => set({ areKeysOpen: false })} title={t.keys.title} isNarrow>
      <ScrollBox label={t.keys.title} className="overflow-auto px-5 py-3">
        <ShortcutList />
      </ScrollBox>
    </Sheet>
  )
}
