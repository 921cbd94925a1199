import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import { useApi, useConnectionState } from '../../api/api-context.ts'
import { newId } from '../../api/new-id.ts'
import { t } from '../../app/messages.ts'
import { errorText } from '../../ui/failed.tsx'
import { Logo } from '../../ui/logo.tsx'
import { readDraft, writeDraft } from '../chats/drafts.ts'
import { QuickAnswer } from './quick-answer.tsx'
import { QuickFoot } from './quick-foot.tsx'

/** What was asked, and the run that answers. */
export interface Asked {
  sessionId: Session['id']
  runId: NonNullable<Message['runId']>
  text: string
}

/**
 * One question over whatever else is on the screen: it begins a chat with the usual agent and shows how the answer begins. In the desktop app
 * a small window shows only this; in a browser it is a page like any other.
 */
export default function QuickScreen() {
  const api = useApi()
  const [, go] = useLocation()
  const [text, setText] = useState(() => readDraft('quick'))
  const [asked, setAsked] = useState<Asked | null>(null)
  const [isSending, setIsSending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  /** What was sent and not answered for: sent again, it is the same message in the same chat. */
  const attempt = useRef<{ said: string; sessionId: Session['id']; messageId: Message['id'] } | null>(null)
  const isOffline = useConnectionState() !== 'open'
  const agent = useUsualAgent()
  const host = window.cortex

  const change = (next: string) => {
    setText(next)
    writeDraft('quick', next)
  }
  const again = () => {
    setAsked(null)
    setFailure(null)
  }
  const leave = () => {
    if (host?.hide) host.hide()
    else go('/chats')
  }
  const open = () => {
    if (!asked) return
    const route = `/chats/${asked.sessionId}`
    if (host?.openInMain) host.openInMain(route)
    else go(route)
    again()
  }
  const ask = async () => {
    const said = text.trim()
    if (said === '' || isSending) return
    setIsSending(true)
    setFailure(null)
    try {
      if (attempt.current?.said !== said) {
        const session = await api.client.sessions.create({ agent })
        attempt.current = { said, sessionId: session.id, messageId: newId<Message['id']>('msg') }
      }
      const { sessionId, messageId } = attempt.current
      const { runId } = await api.client.sessions.submit({ id: sessionId, text: said, messageId })
      attempt.current = null
      // What was typed while it was on its way is the next question.
      if (readDraft('quick').trim() === said) change('')
      setAsked({ sessionId, runId, text: said })
    } catch (error) {
      setFailure(`${t.quick.failed}. ${errorText(error)}`)
    } finally {
      setIsSending(false)
    }
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
      event.preventDefault()
      leave()
      again()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  })

  return (
    <main className={host?.hide ? 'quick is-window' : 'quick'}>
      <h1 className="sr-only">{t.quick.title}</h1>
      <div className="quick-card">
        {asked ? (
          <>
            <p className="quick-said">{asked.text}</p>
            <QuickAnswer asked={asked} />
          </>
        ) : (
          <div className="quick-ask">
            <Logo size={20} />
            <textarea
              // biome-ignore lint/a11y/noAutofocus: the page is this field
              autoFocus
              rows={1}
              aria-label={t.quick.title}
              placeholder={isOffline ? t.composer.placeholderOffline : t.quick.placeholder}
              value={text}
              onChange={(event) => change(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
                event.preventDefault()
                void ask()
              }}
            />
          </div>
        )}
        {failure && (
          <p className="small px-4 pb-2 text-danger" role="alert">
            {failure}
          </p>
        )}
        <QuickFoot
          agent={agent}
          isAsked={asked !== null}
          canAsk={text.trim() !== '' && !isSending}
          onAsk={() => void ask()}
          onOpen={open}
          onAgain={again}
          onLeave={leave}
        />
      </div>
    </main>
  )
}

/** The agent of the settings, or `assistant`, or the first there is. */
function useUsualAgent(): string {
  const { orpc } = useApi()
  const settings = useQuery(orpc.settings.get.queryOptions({ input: {} })).data?.settings
  const names = useQuery(orpc.registry.list.queryOptions({ input: { kind: 'Agent' } })).data?.manifests.map(({ name }) => name) ?? []
  return [settings?.chats.agent, 'assistant', names[0]].find((name) => name !== undefined && names.includes(name)) ?? 'assistant'
}
