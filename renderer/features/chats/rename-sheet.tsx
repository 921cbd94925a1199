import { type FormEvent, useState } from 'react'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'

export function RenameSheet({ title, onRename, onClose }: { title: string; onRename: (title: string) => void; onClose: () => void }) {
  const [text, setText] = useState(title)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    onClose()
    onRename(text.trim())
  }
  return (
    <Sheet isOpen onClose={onClose} title={t.chats.rename} isNarrow>
      <form onSubmit={submit}>
        <div className="px-5 py-4">
          <label className="field-label" htmlFor="chat-title">
            {t.chats.titleField}
          </label>
          <input id="chat-title" className="field" data-autofocus maxLength={200} value={text} onChange={(event) => setText(event.target.value)} />
        </div>
        <div className="row justify-end gap-1.5 border-t border-line-1 bg-chrome px-3.5 py-2.5">
          <Button onClick={onClose} keys="esc">
            {t.action.cancel}
          </Button>
          <Button look="primary" type="submit" keys="Enter" disabled={text.trim() === ''}>
            {t.action.rename}
          </Button>
        </div>
      </form>
    </Sheet>
  )
}
