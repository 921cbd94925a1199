import { ChevronLeft, ChevronRight, Columns2 } from 'lucide-react'
import type { Message } from '../../../core/contract/sessions.ts'
import { t } from '../../app/messages.ts'
import { IconButton } from '../../ui/button.tsx'
import { Group } from '../../ui/group.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useChat } from './chat-context.ts'

/** `2 / 3` where a message was edited or an answer tried again; nothing where there is one version. */
export function VersionSwitch({ message }: { message: Message }) {
  const { showVersion, showVersions, isRunning } = useChat()
  const index = message.siblings.indexOf(message.id)
  if (message.siblings.length < 2 || index === -1) return null
  const previous = message.siblings[index - 1]
  const next = message.siblings[index + 1]
  return (
    <Group className="message-versions" label={t.chat.versions}>
      <IconButton label={t.chat.previousVersion} isSmall disabled={!previous || isRunning} onClick={() => previous && showVersion(previous)}>
        <Icon of={ChevronLeft} size="small" />
      </IconButton>
      <span className="num">{t.chat.version(index + 1, message.siblings.length)}</span>
      <IconButton label={t.chat.nextVersion} isSmall disabled={!next || isRunning} onClick={() => next && showVersion(next)}>
        <Icon of={ChevronRight} size="small" />
      </IconButton>
      {message.role === 'assistant' && (
        <IconButton label={t.compare.sideBySide} isSmall onClick={() => showVersions(message)}>
          <Icon of={Columns2} size="small" />
        </IconButton>
      )}
    </Group>
  )
}
