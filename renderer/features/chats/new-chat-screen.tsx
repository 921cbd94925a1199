import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { showToast, useUi } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Logo } from '../../ui/logo.tsx'
import { Notice } from '../../ui/notice.tsx'
import { FoundPanel } from '../status/found-panel.tsx'
import type { Pending } from './attachments.ts'
import { sendMessage } from './chat-actions.ts'
import { ChatList } from './chat-list.tsx'
import { Composer } from './composer.tsx'
import { writeDraft } from './drafts.ts'
import { sendWithFiles } from './send-with-files.ts'
import { useChatSettings } from './use-chat-settings.ts'

/** Where every chat begins: the first message makes it. */
export function NewChatScreen() {
  const api = useApi()
  const ui = useUi()
  const [, go] = useLocation()
  const [failure, setFailure] = useState<string | null>(null)
  const [isStarting, setIsStarting] = useState(false)
  const agents = useQuery(api.orpc.registry.list.queryOptions({ input: { kind: 'Agent' } }))
  const names = agents.data?.manifests.map((manifest) => manifest.name) ?? []
  const agent = [ui.nextAgent, useChatSettings().agent, 'assistant', names[0]].find((name) => name && names.includes(name)) ?? 'assistant'

  /** The chat is there from here on: should sending fail, the text is in its box. */
  const sendFirst = (id: Session['id'], text: string) =>
    sendMessage(api, id, text).catch((error) => {
      writeDraft(id, text)
      throw error
    })
  const start = async (text: string, pending: readonly Pending[] = []) => {
    setFailure(null)
    setIsStarting(true)
    try {
      const session = await api.client.sessions.create({ agent, ...(ui.nextModel && { model: ui.nextModel }) })
      api.queries.setQueryData(api.orpc.sessions.get.queryKey({ input: { id: session.id } }), session)
      const files = pending.map((each) => each.file).filter((file) => file !== null)
      const sending = files.length === 0 ? sendFirst(session.id, text) : sendWithFiles(api, session.id, text, files)
      sending.catch((error) => showToast(t.chat.sendFailedAbout(errorText(error))))
      go(`/chats/${session.id}`)
      void api.queries.invalidateQueries({ queryKey: api.orpc.sessions.list.key() })
    } catch (error) {
      setIsStarting(false)
      setFailure(errorText(error))
      throw error
    }
  }

  return (
    <Shell list={<ChatList current={null} />}>
      <main className="main-pane" data-pane tabIndex={-1}>
        <div className="first">
          <Logo size={36} />
          <h1 className="mt-3.5 mb-[22px] text-center text-[20px]/[28px] font-semibold tracking-[-.01em]">{t.first.heading}</h1>
          {failure && (
            <div className="mb-3 w-full max-w-[600px]">
              <Notice tone="danger" title={t.chat.sendFailed}>
                {t.chat.sendFailedAbout(failure)}
              </Notice>
            </div>
          )}
          <Composer
            chat="new"
            agent={agent}
            model={ui.nextModel}
            usedModel={null}
            isRunning={false}
            onSend={start}
            onAgent={(nextAgent) => ui.set({ nextAgent })}
            onModel={(nextModel) => ui.set({ nextModel })}
          />
          <div className="mt-2.5 mb-9 flex flex-wrap justify-center gap-1">
            {t.first.suggestions.map((text) => (
              <Button key={text} look="quiet" isSmall disabled={isStarting} onClick={() => void start(text).catch(() => {})}>
                {text}
              </Button>
            ))}
          </div>
          <FoundPanel />
        </div>
      </main>
    </Shell>
  )
}
