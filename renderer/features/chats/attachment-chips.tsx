import { Paperclip, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
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
        <li key={each.key} className={cx('chip', each.problem !== null && 'is-bad', each.picture !== null && 'is-picture')} title={each.name}>
          {each.problem === null && each.attachment === null && !isHeld ? (
            <StateGlyph state="running" />
          ) : (
            each.picture === null && <Icon of={Paperclip} size="small" className="text-text-3" />
          )}
          {each.picture && <Thumbnail of={each.picture} />}
          <span className="cut">{each.name}</span>
          <span className={cx('flex-none', each.problem === null ? 'text-text-3' : 'text-danger')} role={each.problem === null ? undefined : 'alert'}>
            {each.problem ?? (each.stop === null ? formatBytes(each.sizeBytes) : <OnItsWay of={each} />)}
          </span>
          <IconButton
            label={each.stop === null ? t.attach.remove(each.name) : t.sending.stop(each.name)}
            isSmall
            onClick={() => removeAttachment(chat, each.key)}
          >
            <Icon of={X} size="tiny" />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}

/** How far a file is: of a large one in percent, with a bar. */
function OnItsWay({ of: { name, sizeBytes, sentPercent } }: { of: Pending }) {
  const size = formatBytes(sizeBytes)
  if (sentPercent === null) return t.sending.onItsWay(size)
  return (
    <span className="row gap-1.5">
      <span
        className="meter w-12"
        role="progressbar"
        aria-label={t.sending.progress(name)}
        aria-valuenow={sentPercent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span className="is-accent" style={{ width: `${sentPercent}%` }} />
      </span>
      <span className="num">{t.sending.sent(sentPercent, size)}</span>
    </span>
  )
}

/** The picture itself, small; its name stands beside it. */
function Thumbnail({ of }: { of: File }) {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    const made = URL.createObjectURL(of)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [of])
  return url && <img className="chip-picture" src={url} alt="" />
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
