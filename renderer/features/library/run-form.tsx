import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { hasMod } from '../../ui/format.ts'
import { Segments } from '../../ui/segments.tsx'
import { FieldInput } from './field-input.tsx'
import { fieldsOf, readForm, startValues } from './schema-form.ts'
import { TryResult } from './try-result.tsx'
import type { Attempt } from './use-try.ts'

interface RunFormProps {
  schema: unknown
  attempt: Attempt
  action: string
  /** Above the fields, beside the choice between form and JSON. */
  title?: ReactNode
  /** Why it cannot be run here; null when it can. */
  blocked?: string | null
  /** Beside the button while nothing is wrong. */
  note?: string | null
  hasJson?: boolean
  onRun: (input: unknown) => void
}

function readJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

/** A form made from a JSON Schema, or the same as JSON, with the result of the last run below. */
export function RunForm({ schema, attempt, action, title, blocked = null, note = null, hasJson = true, onRun }: RunFormProps) {
  const fields = fieldsOf(schema)
  const [values, setValues] = useState(() => startValues(fields))
  const [mode, setMode] = useState<'form' | 'json'>('form')
  const [json, setJson] = useState('')
  const [isTried, setIsTried] = useState(false)

  const form = readForm(fields, values)
  const written = readJson(json)
  const badCount = mode === 'form' ? Object.keys(form.errors).length : written ? 0 : 1
  // What is only still empty is no mistake before the first try.
  const isUnfinished = mode === 'json' ? !written : Object.values(form.errors).some((error) => isTried || error.code !== 'required')

  const switchMode = (next: 'form' | 'json') => {
    if (next === 'json') setJson(JSON.stringify(form.input, null, 2))
    setMode(next)
  }
  const run = (event?: FormEvent) => {
    event?.preventDefault()
    setIsTried(true)
    if (badCount > 0 || blocked !== null || attempt.isRunning) return
    onRun(mode === 'form' ? form.input : written?.value)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !hasMod(event)) return
    event.preventDefault()
    run()
  }
  const switcher = hasJson && (
    <Segments
      label={t.library.input}
      value={mode}
      onChange={switchMode}
      options={[
        { value: 'form', label: t.library.form },
        { value: 'json', label: t.library.json },
      ]}
    />
  )
  return (
    <>
      {title && (
        <h3 className="section-head mb-1.5 min-h-6 text-text-1">
          {title}
          <span className="end">{switcher}</span>
        </h3>
      )}
      <form onSubmit={run} onKeyDown={onKeyDown} noValidate>
        {mode === 'form' ? (
          <div className="grid grid-cols-2 gap-x-3 gap-y-2.5">
            {fields.length === 0 && <p className="small col-span-2 text-text-3">{t.library.noParameters}</p>}
            {fields.map((field) => (
              <FieldInput
                key={field.name}
                field={field}
                value={values[field.name] ?? ''}
                error={form.errors[field.name] && (isTried || form.errors[field.name]?.code !== 'required') ? form.errors[field.name] : undefined}
                onChange={(value) => setValues({ ...values, [field.name]: value })}
              />
            ))}
          </div>
        ) : (
          <textarea
            className="field mono"
            aria-label={t.library.input}
            aria-invalid={!written}
            rows={Math.min(14, json.split('\n').length + 1)}
            value={json}
            onChange={(event) => setJson(event.target.value)}
          />
        )}
        <div className="row mt-3 flex-wrap">
          {attempt.isRunning ? (
            <Button onClick={attempt.stop}>{t.action.stop}</Button>
          ) : (
            <Button look="primary" type="submit" keys="Mod+Enter" disabled={isUnfinished || blocked !== null}>
              {action}
            </Button>
          )}
          <span className="small text-text-3">
            {isUnfinished ? (mode === 'json' ? t.library.jsonBad : t.library.fixFirst(badCount)) : (blocked ?? (attempt.isRunning ? null : note))}
          </span>
          {!title && hasJson && <span className="end">{switcher}</span>}
        </div>
      </form>
      <TryResult attempt={attempt} />
    </>
  )
}
