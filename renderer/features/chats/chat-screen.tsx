import { useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useMemo, useState } from 'react'
import { useLocation } from 'wouter'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { lazyScreen } from '../../app/lazy-screen.ts'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { announce } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText, Failed, isGone } from '../../ui/failed.tsx'
import { Loading } from '../../ui/loading.tsx'
import { PictureSourceProvider } from '../../ui/picture.tsx'
import { focusAfterDrawing } from '../../ui/return-focus.ts'
import { useVisit } from '../switcher/recent-chats.ts'
import { attachmentsOf, keepAttachments, type Pending, uploadedOf } from './attachments.ts'
import { forkChat, retryAnswer, sendMessage, showVersion, stopAnswer } from './chat-actions.ts'
import { ChatProvider, textOf, useSteadyChat } from './chat-context.ts'
import { ChatHead } from './chat-head.tsx'
import { ChatHereActions } from './chat-here-actions.tsx'
import { ChatInspector } from './chat-inspector.tsx'
import { ChatList } from './chat-list.tsx'
import { picturesOf } from './chat-pictures.ts'
import { Composer } from './composer.tsx'
import { countOf, flatten, useHistory } from './history.ts'
import { Thread } from './thread.tsx'
import { TrashedNote } from './trashed-note.tsx'
import { useComparison } from './use-comparison.ts'
import { useQueuedMessages } from './use-queued-messages.ts'

const CompareSheet = lazyScreen(() => import('./compare-sheet.tsx'))
const CompareView = lazyScreen(() => import('./compare-view.tsx'))

export default function ChatScreen({ id }: { id: string }) {
  const { orpc } = useApi()
  const sessionId = id as Session['id']
  const session = useQuery(orpc.sessions.get.queryOptions({ input: { id: sessionId } }))
  const [, go] = useLocation()
  if (session.data) return <OpenChat session={session.data} />
  return (
    <Shell list={<ChatList current={sessionId} />}>
      <main className="main-pane" data-pane tabIndex={-1}>
        <h1 className="sr-only">{t.chats.title}</h1>
        {session.isError ? (
          <Failed
            what={t.chat.failed}
            error={session.error}
            onRetry={() => session.refetch()}
            instead={isGone(session.error) && <Button onClick={() => go('/chats')}>{t.shell.toChats}</Button>}
          />
        ) : (
          <Loading what={t.chat.loading} className="mx-auto w-full max-w-[640px] p-8" />
        )}
      </main>
    </Shell>
  )
}

function OpenChat({ session }: { session: Session }) {
  const api = useApi()
  const history = useHistory(session.id)
  const [editing, setEditing] = useState<Message | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [, go] = useLocation()
  const messages = useMemo(() => flatten(history.data), [history.data])
  const last = messages.at(-1)
  // Of several answers to one message another than the one in view may still be written.
  const isOtherWritten = last !== undefined && last.siblings.length > 1 && session.activeRunId !== null && session.activeRunId !== last.runId
  const isRunning = last?.role === 'assistant' ? last.status === 'streaming' || isOtherWritten : session.activeRunId !== null
  const comparing = useComparison(session.id)

  const attempt = (action: Promise<void>) => {
    setFailure(null)
    action.catch((error) => setFailure(errorText(error)))
  }
  const send = async (text: string, pending: readonly Pending[] = []) => {
    const parent = editing ? editing.parentId : undefined
    setFailure(null)
    setEditing(null)
    comparing.show(null)
    try {
      await sendMessage(api, session.id, text, uploadedOf(pending), parent)
    } catch (error) {
      setFailure(t.chat.sendFailedAbout(errorText(error)))
      throw error
    }
  }
  /** The files of a message that is edited stand beside it, to be kept or removed. */
  const edit = (message: Message | null) => {
    setEditing(message)
    keepAttachments(session.id, message ? attachmentsOf(message) : [])
  }
  const queued = useQueuedMessages({ chat: session.id, isRunning, last, onSending: () => comparing.show(null) })
  // Each side of a comparison is read out by itself.
  useAnnouncedAnswer(comparing.shown ? undefined : last)

  const chat = {
    session,
    isRunning: isRunning || session.trashedAt !== null,
    edit,
    retry: (message: Message, model?: string) => attempt(retryAnswer(api, session.id, message.id, model).then(focusAfterDrawing)),
    showVersion: (id: Message['id']) => attempt(showVersion(api, session.id, id, countOf(history.data))),
    compare: comparing.choose,
    showVersions: comparing.showVersions,
    fork: (message: Message) => attempt(forkChat(api, session.id, message.id).then((id) => go(`/chats/${id}`))),
  }
  const keep = (chosen: Message['id']) => attempt(showVersion(api, session.id, chosen, countOf(history.data)).then(() => comparing.show(null)))
  const [pictures] = useState(() => picturesOf(api, session.id))
  const lastSaid = messages.findLast((message) => message.role === 'user')
  useVisit(session)
  return (
    <ChatProvider value={useSteadyChat(chat)}>
      <ChatHereActions session={session} isRunning={isRunning} last={last} lastSaid={lastSaid} onStop={() => attempt(stopAnswer(api, session.id))} />
      <PictureSourceProvider value={pictures}>
        <Shell
          list={<ChatList current={session.id} />}
          inspector={<ChatInspector session={session} answer={messages.findLast((each) => each.role === 'assistant')} />}
        >
          <main className="main-pane" data-pane tabIndex={-1}>
            <ChatHead session={session} />
            {history.isPending ? (
              <Loading what={t.chat.loading} className="mx-auto w-full max-w-[640px] grow p-8" lines={6} />
            ) : !history.data ? (
              <div className="grow">
                <Failed what={t.chat.failed} error={history.error} onRetry={() => history.refetch()} />
              </div>
            ) : comparing.shown ? (
              <Suspense fallback={<Loading what={t.chat.loading} className="mx-auto w-full max-w-[640px] grow p-8" lines={6} />}>
                <CompareView
                  session={session}
                  comparison={comparing.shown}
                  question={messages.findLast((message) => message.role === 'user')}
                  isRunning={isRunning}
                  onKeep={keep}
                  onClose={() => comparing.show(null)}
                />
              </Suspense>
            ) : (
              <Thread history={history.data} messageCount={session.messageCount} failure={failure} />
            )}
            {session.trashedAt !== null ? (
              <TrashedNote session={session} trashedAt={session.trashedAt} />
            ) : (
              <Composer
                chat={session.id}
                agent={session.agent}
                model={session.model}
                usedModel={messages.findLast((message) => message.model !== null)?.model ?? null}
                isRunning={isRunning}
                isWaiting={session.status === 'waiting'}
                editing={editing ? textOf(editing) : null}
                queued={queued}
                onSend={send}
                onStop={() => attempt(stopAnswer(api, session.id))}
                onEditLast={() => lastSaid && !isRunning && edit(lastSaid)}
                onCancelEdit={() => edit(null)}
                onAgent={(agent) => attempt(api.client.sessions.update({ id: session.id, agent }).then(() => refreshSession(api, session.id)))}
                onModel={(model) => attempt(api.client.sessions.update({ id: session.id, model }).then(() => refreshSession(api, session.id)))}
              />
            )}
          </main>
          <Suspense fallback={null}>
            {comparing.choosingFor && (
              <CompareSheet message={comparing.choosingFor} onStarted={comparing.show} onClose={() => comparing.choose(null)} />
            )}
          </Suspense>
        </Shell>
      </PictureSourceProvider>
    </ChatProvider>
  )
}

const refreshSession = ({ queries, orpc }: ReturnType<typeof useApi>, id: Session['id']) =>
  queries.invalidateQueries({ queryKey: orpc.sessions.get.key({ input: { id } }) })

/** An answer that was being written is read out once, when it is whole. */
function useAnnouncedAnswer(last: Message | undefined): void {
  const [watched, setWatched] = useState<Message['id'] | null>(null)
  useEffect(() => {
    if (last?.status === 'streaming') setWatched(last.id)
    else if (last && last.id === watched) {
      setWatched(null)
      announce(t.chat.finished(textOf(last).slice(0, 2_000)))
    }
  }, [last, watched])
}
