import { useAllActions } from '../../app/actions/action-store.ts'
import { formatKeys } from '../../ui/format.ts'
import { useChatSettings } from '../chats/use-chat-settings.ts'
import { shortcutsOf } from './shortcuts.ts'

export function ShortcutList() {
  const { sendKey } = useChatSettings()
  return (
    <dl className="grid grid-cols-[1fr_auto] items-center gap-x-6">
      {shortcutsOf(useAllActions(), sendKey).map(({ keys, does }) => (
        <div key={does} className="col-span-2 grid min-h-7 grid-cols-subgrid items-center border-b border-line-1 last:border-0">
          <dt>{does}</dt>
          <dd className="row justify-end gap-1">
            {keys.map((each) => (
              <kbd key={each}>{formatKeys(each)}</kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
