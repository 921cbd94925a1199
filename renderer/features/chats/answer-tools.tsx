import { useQuery } from '@tanstack/react-query'
import { ChevronDown, Columns2, GitFork, RotateCw } from 'lucide-react'
import type { Message } from '../../../core/contract/sessions.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx'
import { answerFacts } from './answer-facts.ts'
import { textOf, useChat } from './chat-context.ts'
import { modelAside } from './model-picker.tsx'

/** Below an answer: its versions, copy, retry, retry with another model, and what it took. */
export function AnswerTools({ message }: { message: Message }) {
  const { retry, fork, compare, isRunning } = useChat()
  const { orpc } = useApi()
  const list = useQuery(orpc.models.list.queryOptions({ input: {} }))
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
      <Menu
        label={t.chat.retryWith}
        align="start"
        trigger={
          <button type="button" className="icon-btn is-small" aria-label={t.chat.retryWith} title={t.chat.retryWith} disabled={isRunning}>
            <Icon of={ChevronDown} size="tiny" />
          </button>
        }
      >
        <MenuLabel>{t.chat.retryWithLabel}</MenuLabel>
        {list.data?.models.map((model) => (
          <MenuItem key={model.id} aside={modelAside(model)} onSelect={() => retry(message, model.id)}>
            {model.name}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem icon={Columns2} onSelect={() => compare(message)}>
          {t.compare.action}
        </MenuItem>
      </Menu>
      <IconButton label={t.fork.fork} keys="F" isSmall disabled={isRunning} onClick={() => fork(message)}>
        <Icon of={GitFork} size="small" />
      </IconButton>
      <span className="num ml-1">{answerFacts(message)}</span>
    </div>
  )
}
