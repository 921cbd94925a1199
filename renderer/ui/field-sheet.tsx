import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { t } from '../app/messages.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { errorText } from './failed.tsx'
import { Sheet } from './sheet.tsx'

interface FieldSheetProps {
  title: ReactNode
  about?: ReactNode
  label: string
  action: string
  /** What stands in the field at first. */
  start?: string
  placeholder?: string
  /** Its letters are hidden and never remembered by the browser. */
  isSecret?: boolean
  /** Words for people, not a key or a path. */
  isProse?: boolean
  maxLength?: number
  /** Takes the text, without spaces around it; the sheet closes when that went well. */
  onSave: (text: string) => Promise<unknown>
  /** A second way out, such as removing what is there. */
  other?: { label: string; act: () => Promise<unknown> } | null
  onClose: () => void
}

/** A sheet that asks for one text, and says so when that text was refused. */
export function FieldSheet(props: FieldSheetProps) {
  const { title, about, label, action, start = '', placeholder, isSecret, isProse, maxLength, onSave, other, onClose } = props
  const id = useId()
  const [text, setText] = useState(start)
  const save = useMutation({ mutationFn: (act: () => Promise<unknown>) => act(), onSuccess: onClose })
  const words = text.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (words !== '' && !save.isPending) save.mutate(() => onSave(words))
  }
  return (
    <Sheet isOpen onClose={onClose} title={title} about={about} isNarrow>
      <form onSubmit={submit}>
        <div className="px-5 py-4">
          <label className="field-label" htmlFor={id}>
            {label}
          </label>
          <input
            id={id}
            className={cx('field', !isProse && 'mono')}
            type={isSecret ? 'password' : 'text'}
            autoComplete="off"
            data-autofocus
            placeholder={placeholder}
            maxLength={maxLength}
            value={text}
            aria-invalid={save.isError}
            aria-describedby={`${id}-note`}
            onChange={(event) => setText(event.target.value)}
          />
          <p id={`${id}-note`} className="field-note is-bad" role="alert">
            {save.isError && errorText(save.error)}
          </p>
        </div>
        <div className="sheet-foot pl-3.5!">
          {other && (
            <Button look="quiet-danger" disabled={save.isPending} onClick={() => save.mutate(other.act)}>
              {other.label}
            </Button>
          )}
          <span className="row end gap-1.5">
            <Button onClick={onClose} keys="esc">
              {t.action.cancel}
            </Button>
            <Button look="primary" type="submit" keys="Enter" disabled={words === '' || save.isPending}>
              {action}
            </Button>
          </span>
        </div>
      </form>
    </Sheet>
  )
}
