import { Square, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Session } from '../../../core/contract/sessions.ts'
import { useApi, useConnectionState } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Icon } from '../../ui/icon.tsx'
import { AgentPicker } from './agent-picker.tsx'
import { AttachButton, AttachmentChips } from './attachment-chips.tsx'
import { addFiles, clearAttachments, type Pending, restoreAttachments, uploadedOf, useAttachments } from './attachments.ts'
import { followDraft, readDraft, writeDraft } from './drafts.ts'
import { isSendKey } from './is-send-key.ts'
import { MissingModel } from './missing-model.tsx'
import { ModelPicker } from './model-picker.tsx'
import { QueueList } from './queue-list.tsx'
import { useIsSentSoon } from './send-with-files.ts'
import { useChatSettings } from './use-chat-settings.ts'
import type { QueuedMessages } from './use-queued-messages.ts'

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
  queued?: QueuedMessages
  onSend: (text: string, pending: readonly Pending[]) => Promise<void>
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
  const api = useApi()
  const { sendKey } = useChatSettings()
  const pending = useAttachments(chat)
  const isNew = chat === 'new'
  const isSentSoon = useIsSentSoon(chat)
  const attach = (files: File[]) => {
    if (files.length > 0) addFiles(api, chat, isNew ? null : (chat as Session['id']), files)
    box.current?.focus()
  }
  // Neither what is on its way nor what cannot be taken is left behind silently.
  const areFilesReady = pending.every((each) => each.problem === null && (isNew || each.attachment !== null))

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
    if ((sent === '' && pending.length === 0) || !areFilesReady) return
    change('')
    if (isRunning && editing === null) {
      clearAttachments(chat)
      return queued?.put(sent, uploadedOf(pending))
    }
    try {
      clearAttachments(chat)
      await props.onSend(sent, pending)
    } catch {
      restoreAttachments(chat, pending)
      setText((current) => current || sent)
      writeDraft(chat, sent)
    }
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (isSendKey(event, sendKey)) {
      event.preventDefault()
      void send()
    } else if (event.key === 'Escape') {
      if (editing !== null) props.onCancelEdit?.()
      else if (isRunning) props.onStop?.()
    } else if (event.key === 'ArrowUp' && !event.altKey && text === '' && editing === null) {
      event.preventDefault()
      const lastQueued = queued?.messages.at(-1)
      if (lastQueued) queued?.edit(lastQueued.id)
      else props.onEditLast?.()
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
  const isEmpty = text.trim() === '' && pending.length === 0
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its button does the same from the keyboard
    <div
      className={cx('composer', !isNew && 'takes-files')}
      data-drop={isNew ? undefined : t.attach.dropHere}
      onDrop={(event) => {
        const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry())
        // A folder is looked into, wherever it is dropped; the same goes for everything before the first message.
        if (isNew || entries.length === 0 || entries.some((entry) => entry === null || entry.isDirectory)) return
        event.preventDefault()
        attach([...event.dataTransfer.files])
      }}
    >
      {editing !== null && (
        <div className="composer-note">
          <span className="grow">{t.chat.editing}</span>
          <IconButton label={t.chat.cancelEdit} isSmall onClick={props.onCancelEdit}>
            <Icon of={X} size="small" />
          </IconButton>
        </div>
      )}
      {isSentSoon && (
        <div className="composer-note" role="status">
          {t.sending.thenSent}
        </div>
      )}
      {queued && <QueueList queued={queued} />}
      <MissingModel model={props.model} onPick={props.onModel} />
      <AttachmentChips chat={chat} pending={pending} isHeld={isNew} />
      <textarea
        ref={box}
        aria-label={t.composer.label}
        placeholder={placeholder}
        rows={1}
        value={text}
        data-pane-focus
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const files = [...event.clipboardData.files]
          // Text copied with a picture of itself, as from a table, stays text.
          if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return
          event.preventDefault()
          attach(files)
        }}
      />
      <div className="composer-foot">
        <AttachButton onFiles={attach} />
        <AgentPicker agent={props.agent} onPick={props.onAgent} />
        <ModelPicker model={props.model} usedModel={props.usedModel} onPick={props.onModel} />
        <span className="row end flex-none gap-1.5">
          {isRunning && (
            <Button isSmall keys="esc" onClick={props.onStop}>
              <Icon of={Square} size="tiny" isFilled />
              {t.composer.stop}
            </Button>
          )}
          <Button look="primary" isSmall disabled={isEmpty || !areFilesReady} keys={sendKey} onClick={() => void send()}>
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
