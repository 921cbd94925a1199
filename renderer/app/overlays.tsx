import { Suspense } from 'react'
import { useChatListActions } from '../features/chats/chat-list-actions.ts'
import { useDesktop } from '../features/desktop/use-desktop.ts'
import { useInstallActions } from '../features/install/install-actions.ts'
import { useAskedPermission } from '../features/notify/use-asked-permission.ts'
import { Palette } from '../features/palette/palette.tsx'
import { useRelicPaletteActions } from '../features/relics/relic-palette-actions.ts'
import { KeysSheet } from '../features/settings/keys-sheet.tsx'
import { useSettingsActions } from '../features/settings/settings-actions.ts'
import { ChatSwitcher } from '../features/switcher/chat-switcher.tsx'
import { useUpdateStore, useUpdates } from '../features/updates/updates-store.ts'
import { useActionKeys } from './actions/use-action-keys.ts'
import { useWindowActions } from './actions/window-actions.ts'
import { lazyScreen } from './lazy-screen.ts'

const UpdateSheet = lazyScreen(() => import('../features/updates/update-sheet.tsx'))

/** What lies over every screen, and what can be done from each. A feature adds its hook here; what belongs to one screen is offered by that screen. */
export function Overlays() {
  // In this order they stand in a palette nobody has typed in.
  useChatListActions()
  useInstallActions()
  useWindowActions()
  useRelicPaletteActions()
  useSettingsActions()
  useActionKeys()
  useAskedPermission()
  useUpdates()
  useDesktop()
  const canUpdate = useUpdateStore((store) => store.update !== null)
  return (
    <>
      <Palette />
      <ChatSwitcher />
      <KeysSheet />
      <Suspense fallback={null}>{canUpdate && <UpdateSheet />}</Suspense>
    </>
  )
}
