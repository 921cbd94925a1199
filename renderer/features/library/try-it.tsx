import { type FormEvent, type KeyboardEvent, useState } from 'react'
import type { ManifestSummary } from '../../../core/contract/registry.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { hasMod } from '../../ui/format.ts'
import { Segments } from '../../ui/segments.tsx'
import { FieldInput } from './field-input.tsx'
import { fieldsOf, readForm, startValues } from './schema-form.ts'
import { TryResult } from './try-result.tsx'
import { useTry } from './use-try.ts'

const agentSchema = { type: 'object', required: ['text'], properties: { text: { type: 'string', description: t.library.askAbout } } }

function readJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return null
  }
}

/** A form made from the tool's own schema, or the same as JSON; running it is a run like any other. */
export function TryIt({ summary, schema }: { summary: ManifestSummary; schema: unknown }) {
  const isAgent = summary.kind === 'Agent'
  const fields = fieldsOf(isAgent ? agentSchema : schema)
  const [values, setValues] = useState(() => startValues(fields))
  const [mode, setMode] = useState<'form' | 'json'>('form')
  const [json, setJson] = useState('')
  const [isTried, setIsTried] = useState(false)
  const attempt = useTry(summary)

  const form = readForm(fields, values)
  const written = readJson(json)
  const badCount = mode === 'form' ? Object.keys(form.errors).length : written ? 0 : 1
  // What is only still empty is no mistake before the first try.
  const isBlocked = mode === 'json' ? !written : Object.values(form.errors).some((error) => isTried || error.code !== 'required')
  const cannotRun = summary.kind === 'Tool' && summary.tier?.tier === null

  const switchMode = (next: 'form' | 'json') => {
    if (next === 'json') setJson(JSON.stringify(form.input, null, 2))
    setMode(next)
  }
  const run = (event?: FormEvent) => {
    event?.preventDefault()
    setIsTried(true)
    if (badCount > 0 || cannotRun || attempt.isRunning) return
    const input = mode === 'form' ? form.input : written?.value
    attempt.run(isAgent ? (input as { text?: unknown })?.text : input)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !hasMod(event)) return
    event.preventDefault()
    run()
  }
  return (
    <section className="min-w-0">
      <h3 className="section-head mb-1.5 min-h-6 text-text-1">
        {t.library.tryIt}
        {!isAgent && (
          <span className="end">
            <Segments
              label={t.library.input}
              value={mode}
              onChange={switchMode}
              options={[
                { value: 'form', label: t.library.form },
                { value: 'json', label: t.library.json },
              ]}
            />
          </span>
        )}
      </h3>
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
        <div className="row mt-3">
          {attempt.isRunning ? (
            <Button onClick={attempt.stop}>{t.action.stop}</Button>
          ) : (
            <Button look="primary" type="submit" keys="Mod+Enter" disabled={isBlocked || cannotRun}>
              {t.action.run}
            </Button>
          )}
          <span className="small text-text-3">
            {isBlocked
              ? mode === 'json'
                ? t.library.jsonBad
                : t.library.fixFirst(badCount)
              : cannotRun
                ? summary.tier?.why
                : summary.kind === 'Tool' && summary.rights.length > 0 && !attempt.isRunning
                  ? t.library.allowOnce
                  : null}
          </span>
        </div>
      </form>
      <TryResult attempt={attempt} />
    </section>
  )
}
