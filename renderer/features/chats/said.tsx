import { Columns2, GitFork, Pencil } from 'lucide-react'
import type { Message } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { IconButton } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { AttachedFiles } from './attached-file.tsx'
import { textOf, useChat } from './chat-context.ts'
import { isKeyOf } from './message-key.ts'
import { VersionSwitch } from './version-switch.tsx'

/** What the person said. */
export function Said({ message }: { message: Message }) {
  const { isRunning, edit, fork, compare } = useChat()
  const text = textOf(message)
  return (
    <article
      className="message is-user"
      aria-label={t.chat.you}
      data-card
      tabIndex={-1}
      onKeyDown={(event) => !isRunning && isKeyOf(event, 'f') && fork(message)}
    >
      {text !== '' && <div className="said">{text}</div>}
      <AttachedFiles parts={message.parts} />
      <VersionSwitch message={message} />
      <div className="message-tools">
        <CopyButton text={() => textOf(message)} />
        <IconButton label={t.action.edit} isSmall disabled={isRunning} onClick={() => edit(message)}>
          <Icon of={Pencil} size="small" />
        </IconButton>
        <IconButton label={t.compare.actionQuestion} isSmall disabled={isRunning} onClick={() => compare(message)}>
          <Icon of={Columns2} size="small" />
        </IconButton>
        <IconButton label={t.fork.fork} keys="F" isSmall disabled={isRunning} onClick={() => fork(message)}>
          <Icon of={GitFork} size="small" />
        </IconButton>
      </div>
    </article>
  )
}
