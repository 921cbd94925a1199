import { GripVertical, Paperclip, Pencil, X } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { t } from '../../app/messages.ts'
import { announce, showToast } from '../../app/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Icon } from '../../ui/icon.tsx'
import { focusAfterDrawing } from '../../ui/return-focus.ts'
import { isSendKey } from './is-send-key.ts'
import type { QueuedMessage } from './queue.ts'
import { useChatSettings } from './use-chat-settings.ts'
import type { QueuedMessages } from './use-queued-messages.ts'

/** Names a message in a list that is read out. */
const named = ({ text, attachments }: QueuedMessage) => text.slice(0, 60) || attachments.map((each) => each.name).join(', ')

/** What waits to be sent, above the box it was written in. */
export function QueueList({ queued }: { queued: QueuedMessages }) {
  const { messages, held } = queued
  const [dragged, setDragged] = useState<QueuedMessage['id'] | null>(null)
  if (messages.length === 0) return null
  const move = (message: QueuedMessage, to: number) => {
    if (to < 0 || to >= messages.length) return
    queued.move(message.id, to)
    announce(t.queue.moved(named(message), to + 1, messages.length))
  }
  return (
    <section className="queue" aria-label={t.queue.title}>
      <p className="row min-h-6 gap-2" role={held === null ? undefined : 'status'}>
        <span className={cx('grow', held === null ? 'text-text-3' : 'text-warn')}>
          {held === null ? t.queue.about(messages.length) : held === 'stopped' ? t.queue.stopped : t.queue.failed(held.failure)}
        </span>
        {held !== null && (
          <Button isSmall onClick={() => void queued.sendFirst()}>
            {t.queue.sendFirst}
          </Button>
        )}
      </p>
      <ol aria-label={t.queue.title}>
        {messages.map((message, index) => (
          <li
            key={message.id}
            className={cx(dragged === message.id && 'is-dragged')}
            draggable={queued.editing !== message.id}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              // Of a kind that no box takes as its text.
              event.dataTransfer.setData('application/x-cortex-queued', message.id)
              setDragged(message.id)
            }}
            onDragOver={(event) => {
              if (dragged === null) return
              event.preventDefault()
              if (dragged !== message.id) queued.move(dragged, index)
            }}
            onDrop={(event) => dragged !== null && event.preventDefault()}
            onDragEnd={() => setDragged(null)}
          >
            {queued.editing === message.id ? (
              <Editing message={message} queued={queued} />
            ) : (
              <Waiting message={message} queued={queued} index={index} count={messages.length} onMove={(to) => move(message, to)} />
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

interface WaitingProps {
  message: QueuedMessage
  queued: QueuedMessages
  index: number
  count: number
  onMove: (to: number) => void
}

function Waiting({ message, queued, index, count, onMove }: WaitingProps) {
  const name = named(message)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    onMove(index + step)
  }
  const remove = () => {
    const { undo } = queued.remove(message)
    showToast(t.queue.removed, async () => undo())
    focusAfterDrawing()
  }
  return (
    <>
      <IconButton label={t.queue.move(name, index + 1, count)} isSmall className="cursor-grab" onKeyDown={onKeyDown}>
        <Icon of={GripVertical} size="small" />
      </IconButton>
      <span className="cut grow" title={message.text}>
        {message.text}
      </span>
      {message.attachments.length > 0 && (
        <span className="row flex-none gap-1 text-text-3" title={message.attachments.map((each) => each.name).join('\n')}>
          <Icon of={Paperclip} size="tiny" />
          {t.queue.files(message.attachments.length)}
        </span>
      )}
      <IconButton label={t.queue.edit(name)} isSmall onClick={() => queued.edit(message.id)}>
        <Icon of={Pencil} size="small" />
      </IconButton>
      <IconButton label={t.queue.remove(name)} isSmall onClick={remove}>
        <Icon of={X} size="small" />
      </IconButton>
    </>
  )
}

function Editing({ message, queued }: { message: QueuedMessage; queued: QueuedMessages }) {
  const { sendKey } = useChatSettings()
  const [text, setText] = useState(message.text)
  const canSave = text.trim() !== '' || message.attachments.length > 0
  const leave = (isSaved: boolean) => {
    if (isSaved && canSave) queued.change(message.id, text.trim())
    else queued.edit(null)
    focusAfterDrawing()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const isSaved = isSendKey(event, sendKey)
    if (!isSaved && event.key !== 'Escape') return
    event.preventDefault()
    leave(isSaved)
  }
  return (
    <>
      <textarea
        // It was asked for, and the person writes on.
        // biome-ignore lint/a11y/noAutofocus: as above
        autoFocus
        className="field grow"
        rows={2}
        aria-label={t.queue.textOf(named(message))}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <Button isSmall look="quiet" keys="esc" onClick={() => leave(false)}>
        {t.action.cancel}
      </Button>
      <Button isSmall disabled={!canSave} keys={sendKey} onClick={() => leave(true)}>
        {t.queue.save}
      </Button>
    </>
  )
}
