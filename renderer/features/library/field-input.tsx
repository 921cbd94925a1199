import { type KeyboardEvent, useId } from 'react'
import { t } from '../../app/messages.ts'
import { cx } from '../../ui/cx.ts'
import { hasMod } from '../../ui/format.ts'
import { Switch } from '../../ui/switch.tsx'
import type { FieldError, FormField } from './schema-form.ts'

interface FieldInputProps {
  field: FormField
  value: string | boolean
  error: FieldError | undefined
  onChange: (value: string | boolean) => void
}

function errorOf({ code, limit }: FieldError): string {
  switch (code) {
    case 'required':
      return t.field.isRequired
    case 'atLeast':
    case 'atMost':
    case 'tooShort':
    case 'tooLong':
      return t.field[code](Number(limit))
    case 'pattern':
      return t.field.pattern(String(limit))
    default:
      return t.field[code]
  }
}

/** One line is run by Enter, as in any form; in a text of several it is one more. Shift+Enter begins a second. */
function runOneLine(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.shiftKey || hasMod(event) || event.nativeEvent.isComposing) return
  if (event.currentTarget.value.includes('\n')) return
  event.preventDefault()
  event.currentTarget.form?.requestSubmit()
}

/** One parameter: its own name as label, what it is for below, what is wrong with it in place of that. */
export function FieldInput({ field, value, error, onChange }: FieldInputProps) {
  const id = useId()
  const isShort = field.input === 'choice' || field.input === 'number' || field.input === 'integer'
  if (field.input === 'boolean') {
    return (
      <div className="row col-span-2">
        <Switch id={id} isOn={value === true} onChange={onChange} />
        <label htmlFor={id} className="mono">
          {field.name}
        </label>
        <span className="small text-text-3">{field.about}</span>
      </div>
    )
  }
  const text = String(value)
  const naming = { id, 'aria-invalid': error !== undefined, 'aria-describedby': `${id}-note`, 'aria-required': field.isRequired }
  return (
    <div className={cx('min-w-0', !isShort && 'col-span-2')}>
      <label className="field-label" htmlFor={id}>
        {field.name}
        {field.isRequired && <em className="not-italic">{t.field.required}</em>}
      </label>
      {field.input === 'choice' ? (
        <select className="field" {...naming} value={text} onChange={(event) => onChange(event.target.value)}>
          {!field.isRequired && <option value="">{t.field.notSet}</option>}
          {field.choices.map((choice) => (
            <option key={JSON.stringify(choice)} value={JSON.stringify(choice)}>
              {String(choice)}
            </option>
          ))}
        </select>
      ) : field.input === 'json' ? (
        <textarea
          className="field mono"
          {...naming}
          rows={Math.min(8, Math.max(2, text.split('\n').length))}
          value={text}
          placeholder={field.schema.type === 'array' ? '[]' : '{}'}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : field.input === 'text' ? (
        // As high as what stands in it, and the same field all the while: another one would take the focus from who types.
        <textarea
          className="field field-sizing-content max-h-[200px]"
          {...naming}
          rows={1}
          value={text}
          onKeyDown={runOneLine}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <input className="field" {...naming} inputMode="decimal" value={text} onChange={(event) => onChange(event.target.value)} />
      )}
      <p className={cx('field-note', error && 'is-bad')} id={`${id}-note`}>
        {error ? errorOf(error) : field.about}
      </p>
    </div>
  )
}
