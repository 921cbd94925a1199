import { ClipboardPaste } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { t } from '../../app/messages.ts'
import { hasMod } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { LookFoot, Optional } from './git-sheet.tsx'
import type { Source } from './read-drop.ts'

/** Asks for a manifest as text; `start` is what was given before. */
export default function TextSheet({
  start,
  onLook,
  onClose,
}: {
  start: Extract<Source, { text: string }> | null
  onLook: (source: Source) => void
  onClose: () => void
}) {
  const id = useId()
  const [text, setText] = useState(start?.text ?? '')
  const [name, setName] = useState(start?.name ?? '')
  const look = () => text.trim() && onLook({ text, ...(name.trim() && { name: name.trim() }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    look()
  }
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={t.adding.textTitle}
      about={t.adding.textAbout}
      icon={<Icon of={ClipboardPaste} className="text-text-2" />}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !hasMod(event)) return
        event.preventDefault()
        look()
      }}
    >
      <form onSubmit={submit} className="flex min-h-0 flex-col">
        <div className="flex flex-col gap-3 overflow-y-auto px-5 py-4">
          <div>
            <label className="field-label is-plain" htmlFor={id}>
              {t.adding.text1}
            </label>
            <textarea
              id={id}
              className="field mono text-[12px]"
              rows={14}
              spellCheck={false}
              data-autofocus
              maxLength={1_000_000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
          <Optional label={t.adding.name} value={name} maxLength={100} note={t.adding.nameNote} onChange={setName} />
        </div>
        <LookFoot isReady={text.trim() !== ''} onClose={onClose} keys="Mod+Enter" />
      </form>
    </Sheet>
  )
}
