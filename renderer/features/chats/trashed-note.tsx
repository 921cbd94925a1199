import type { Session } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { formatDay } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { useChatOrder } from './use-chat-order.ts'

const keptDays = 30

/** In place of the composer: a chat in the trash is only read. */
export function TrashedNote({ session, trashedAt }: { session: Session; trashedAt: string }) {
  const act = useChatOrder()
  const until = new Date(Date.parse(trashedAt) + keptDays * 86_400_000)
  return (
    <div className="trashed-note">
      <Notice
        tone="warn"
        title={t.chatOrder.inTrash}
        actions={
          <Button look="primary" isSmall onClick={() => void act([session.id], 'restore')}>
            {t.chatOrder.restore}
          </Button>
        }
      >
        {t.chatOrder.inTrashAbout(formatDay(until))}
      </Notice>
    </div>
  )
}
