import { Paperclip, X } from 'lucide-react'
import { useRef } from 'react'
import { t } from '../../app/messages.ts'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { type Pending, removeAttachment } from './attachments.ts'

/** The files beside a message that is being written. `isHeld`: they are uploaded with the first message. */
export function AttachmentChips({ chat, pending, isHeld }: { chat: string; pending: readonly Pending[]; isHeld: boolean }) {
  if (pending.length === 0) return null
  return (
    <ul className="chips" aria-label={t.attach.list}>
      {pending.map((each) => (
        <li key={each.key} className={cx('chip', each.problem !== null && 'is-bad')} title={each.name}>
          {each.problem === null && each.attachment === null && !isHeld ? (
            <StateGlyph state="running" />
          ) : (
            <Icon of={Paperclip} size="small" className="text-text-3" />
          )}
          <span className="cut">{each.name}</span>
          <span className={cx('flex-none', each.problem === null ? 'text-text-3' : 'text-danger')} role={each.problem === null ? undefined : 'alert'}>
            {each.problem ?? formatBytes(each.sizeBytes)}
          </span>
          <IconButton label={t.attach.remove(each.name)} isSmall onClick={() => removeAttachment(chat, each.key)}>
            <Icon of={X} size="tiny" />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}

export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton label={t.attach.button} onClick={() => input.current?.click()}>
        <Icon of={Paperclip} />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t.attach.button}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          // The same file may be chosen again after it was removed.
          event.target.value = ''
        }}
      />
    </>
  )
}
