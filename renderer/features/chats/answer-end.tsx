import { useLocation } from 'wouter'
import type { Message } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { faultText } from '../../app/told.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useChat } from './chat-context.ts'
import { RetryMenu } from './retry-menu.tsx'

/** Trying again with the same model may come to the same. */
const modelFaults = new Set(['NO_MODEL', 'MODEL_FAILED', 'MODEL_LOST', 'PROVIDER_UNREACHABLE'])

/** How an answer ended, where it did not end by itself, with the way to go on. */
export function AnswerEnd({ message }: { message: Message }) {
  const { retry, isRunning } = useChat()
  if (message.status === 'complete') return message.parts.length === 0 ? <p className="small text-text-3">{t.chat.empty}</p> : null
  const again = (
    <Button look={message.status === 'failed' ? 'primary' : 'default'} isSmall disabled={isRunning} onClick={() => retry(message)}>
      {t.action.retry}
    </Button>
  )
  if (message.status === 'failed') {
    return (
      <>
        {message.parts.length > 0 && <CutMark text={t.chat.kept(message.usage?.outputTokens ?? 0)} />}
        <Notice
          tone="danger"
          title={t.chat.failedTitle}
          actions={
            <>
              {again}
              {modelFaults.has(message.error?.code ?? '') && <OtherModel message={message} />}
            </>
          }
        >
          {message.error && faultText(message.error)}
        </Notice>
      </>
    )
  }
  if (message.status === 'interrupted') {
    return (
      <>
        <CutMark text={t.chat.interrupted} />
        <Notice tone="warn" title={t.chat.interruptedAbout} actions={again} />
      </>
    )
  }
  return message.status === 'cancelled' ? (
    <div className="row">
      <CutMark text={t.chat.cancelled} />
      {again}
    </div>
  ) : null
}

function OtherModel({ message }: { message: Message }) {
  const { isRunning } = useChat()
  const [, go] = useLocation()
  return (
    <>
      <RetryMenu
        message={message}
        trigger={
          <Button isSmall disabled={isRunning}>
            {t.missingModel.choose}
          </Button>
        }
      />
      <Button isSmall look="quiet" onClick={() => go('/models')}>
        {t.missingModel.get}
      </Button>
    </>
  )
}

const CutMark = ({ text }: { text: string }) => <p className="cut-mark grow">{text}</p>
