import { Square, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useConnectionState } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { AgentPicker } from './agent-picker.tsx'
import { followDraft, readDraft, writeDraft } from './drafts.ts'
import { ModelPicker } from './model-picker.tsx'
import type { Queued } from './use-queued-message.ts'

interface ComposerProps {
  /** Whose draft is kept: a chat's id, or `new`. */
  chat: string
  agent: string
  model: string | null
  /** The model of the last answer; null before the first. */
  usedModel: string | null
  isRunning: boolean
  isWaiting?: boolean
  /** Text of the message being edited; null when a new one is written. */
  editing?: string | null
  queued?: Queued
  onSend: (text: string) => Promise<void>
  onStop?: () => void
  onEditLast?: () => void
  onCancelEdit?: () => void
  onAgent: (agent: string) => void
  onModel: (model: string | null) => void
}

export function Composer(props: ComposerProps) {
  const { chat, isRunning, editing = null, queued } = props
  const [text, setText] = useState(() => readDraft(chat))
  const box = useRef<HTMLTextAreaElement>(null)
  const isOffline = useConnectionState() !== 'open'

  const change = (next: string) => {
    setText(next)
    if (editing === null) writeDraft(chat, next)
  }
  // Starting to edit shows that message; ending it brings the draft back.
  useEffect(() => {
    setText(editing ?? readDraft(chat))
    box.current?.focus()
  }, [editing, chat])
  // A message that could not be sent, or had to wait and was not, comes back into the box.
  useEffect(() => (editing === null ? followDraft(chat, setText) : undefined), [editing, chat])

  const send = async () => {
    const sent = text.trim()
    if (sent === '') return
    change('')
    if (isRunning && editing === null) return queued?.put(sent)
    try {
      await props.onSend(sent)
    } catch {
      setText((current) => current || sent)
      writeDraft(chat, sent)
    }
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      void send()
    } else if (event.key === 'Escape') {
      if (editing !== null) props.onCancelEdit?.()
      else if (isRunning) props.onStop?.()
    } else if (event.key === 'ArrowUp' && text === '' && editing === null) {
      event.preventDefault()
      props.onEditLast?.()
    }
  }
  useStopKey(isRunning, props.onStop)

  const placeholder = isOffline
    ? t.composer.placeholderOffline
    : props.isWaiting
      ? t.composer.placeholderWaiting
      : isRunning
        ? t.composer.placeholderQueue
        : chat === 'new'
          ? t.composer.placeholder
          : t.composer.placeholderMore
  const isEmpty = text.trim() === ''
  return (
    <div className="composer">
      {editing !== null && (
        <div className="composer-note">
          <span className="grow">{t.chat.editing}</span>
          <IconButton label={t.chat.cancelEdit} isSmall onClick={props.onCancelEdit}>
            <Icon of={X} size="small" />
          </IconButton>
        </div>
      )}
      {queued?.text && (
        <div className="composer-note">
          <span className="text-text-3">{t.composer.queued}</span>
          <span className="cut grow">{queued.text}</span>
          <Button look="quiet" isSmall onClick={() => change([queued.take(), text].filter(Boolean).join('\n\n'))}>
            {t.composer.unqueue}
          </Button>
        </div>
      )}
      <textarea
        ref={box}
        aria-label={t.composer.label}
        placeholder={placeholder}
        rows={1}
        value={text}
        data-pane-focus
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="composer-foot">
        <AgentPicker agent={props.agent} onPick={props.onAgent} />
        <ModelPicker model={props.model} usedModel={props.usedModel} onPick={props.onModel} />
        <span className="row end flex-none gap-1.5">
          {isRunning && (
            <Button isSmall keys="esc" onClick={props.onStop}>
              <Icon of={Square} size="tiny" isFilled />
              {t.composer.stop}
            </Button>
          )}
          <Button look="primary" isSmall disabled={isEmpty} keys="Enter" onClick={() => void send()}>
            {isRunning && editing === null ? t.composer.queue : t.composer.send}
          </Button>
        </span>
      </div>
    </div>
  )
}

/** Escape stops the answer from anywhere in the chat, unless it closes something else first. */
function useStopKey(isRunning: boolean, onStop: (() => void) | undefined): void {
  useEffect(() => {
    if (!isRunning || !onStop) return
    const onKey = (event: globalThis.KeyboardEvent) => {
      const isElsewhere = event.target instanceof Element && event.target.closest('textarea, input, [role="dialog"], [role="menu"]')
      if (event.key === 'Escape' && !event.defaultPrevented && !isElsewhere) onStop()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [isRunning, onStop])
}
