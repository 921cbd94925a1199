import { Ellipsis } from 'lucide-react'
import type { Session } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ChatMenu } from './chat-menu.tsx'

export function ChatHead({ session }: { session: Session }) {
  const title = session.title || t.chats.untitled
  return (
    <div className="head">
      <h1 className="cut" title={title}>
        {title}
      </h1>
      <span className="end">
        <ChatMenu
          session={session}
          trigger={
            <IconButton label={t.chats.actionsOf(title)}>
              <Icon of={Ellipsis} />
            </IconButton>
          }
        />
      </span>
    </div>
  )
}
