import { useQuery } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { Link } from 'wouter'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
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
      {session.forkedFrom && <ForkedFrom from={session.forkedFrom} />}
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

/** Where a chat came from. What it came from may be gone; its name at that time is known. */
function ForkedFrom({ from }: { from: NonNullable<Session['forkedFrom']> }) {
  const { orpc } = useApi()
  const original = useQuery(orpc.sessions.get.queryOptions({ input: { id: from.sessionId }, retry: false }))
  const title = original.data?.title || from.title || t.chats.untitled
  return (
    <span className="small cut text-text-3" title={`${t.fork.from} ${title}`}>
      {t.fork.from}{' '}
      {original.isError ? (
        `“${title}”, ${t.fork.gone}`
      ) : (
        <Link href={`/chats/${from.sessionId}`} className="link underline">
          {title}
        </Link>
      )}
    </span>
  )
}
