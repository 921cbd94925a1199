import { ChevronDown, GitFork, RotateCw } from 'lucide-react'
import type { Message } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { answerFacts } from './answer-facts.ts'
import { textOf, useChat } from './chat-context.ts'
import { RetryMenu } from './retry-menu.tsx'

/** Below an answer: its versions, copy, retry, retry with another model, and what it took. */
export function AnswerTools({ message }: { message: Message }) {
  const { retry, fork, isRunning } = useChat()
  // A failed or cut off answer has its own Retry, with the reason beside it.
  const hasOwnRetry = message.status !== 'complete'
  return (
    <div className="message-tools">
      {message.parts.length > 0 && <CopyButton text={() => textOf(message)} label={t.chat.copyAnswer} />}
      {!hasOwnRetry && (
        <IconButton label={t.action.retry} isSmall disabled={isRunning} onClick={() => retry(message)}>
          <Icon of={RotateCw} size="small" />
        </IconButton>
      )}
      <RetryMenu
        message={message}
        trigger={
          <button type="button" className="icon-btn is-small" aria-label={t.chat.retryWith} title={t.chat.retryWith} disabled={isRunning}>
            <Icon of={ChevronDown} size="tiny" />
          </button>
        }
      />
      <IconButton label={t.fork.fork} keys="F" isSmall disabled={isRunning} onClick={() => fork(message)}>
        <Icon of={GitFork} size="small" />
      </IconButton>
      <span className="num ml-1">{answerFacts(message)}</span>
    </div>
  )
}
