import { useMutation, useQuery } from '@tanstack/react-query'
import { LayoutTemplate } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { errorText, Failed } from '../../ui/failed.tsx'
import { hasMod } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { editPathOf, kindIcons, listOf } from '../library/icons.ts'
import type { Template } from './fill-template.ts'
import { checkName } from './name-check.ts'
import { TemplateFiles } from './template-files.tsx'

/** A new manifest from a template: which, what it is called, and the files it will be. `start`: the id of a template; null: the first. */
export default function TemplateSheet({ start, onClose }: { start: string | null; onClose: () => void }) {
  const { client, queries, orpc } = useApi()
  const [, go] = useLocation()
  const form = useId()
  const templates = useQuery(orpc.registry.templates.queryOptions({ input: {} }))
  const registry = useQuery(orpc.registry.list.queryOptions({ input: {} }))
  const [id, setId] = useState(start)
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [isTried, setIsTried] = useState(false)
  const all = templates.data?.templates ?? []
  const chosen = all.find((one) => one.id === id) ?? all[0]
  const bad = chosen ? checkName(name, chosen.kind, registry.data?.manifests ?? []) : 'empty'
  const create = useMutation({
    mutationFn: (template: Template) =>
      client.registry.create({ template: template.id, name, ...(description.trim() && { description: description.trim() }) }),
    onSuccess: ({ summary: { kind, name } }) => {
      showToast(t.templates.created(name), async () => {
        await client.registry.remove({ kind, name })
        go(listOf(kind))
        showToast(t.templates.undone(name))
        await queries.invalidateQueries({ queryKey: orpc.registry.key() })
      })
      onClose()
      go(editPathOf({ kind, name }))
    },
  })
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    setIsTried(true)
    if (chosen && bad === null && !create.isPending) create.mutate(chosen)
  }
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={t.templates.title}
      about={t.templates.about}
      icon={<Icon of={LayoutTemplate} className="text-text-2" />}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !hasMod(event)) return
        event.preventDefault()
        submit()
      }}
      footer={
        <span className="row end gap-1.5">
          <Button onClick={onClose} keys="esc">
            {t.action.cancel}
          </Button>
          <Button look="primary" type="submit" form={form} keys="Mod+Enter" disabled={!chosen || create.isPending || (isTried && bad !== null)}>
            {create.isPending ? t.templates.creating : t.templates.create}
          </Button>
        </span>
      }
    >
      {create.isError && (
        <div className="px-5 pt-3">
          <Notice tone="danger" title={t.templates.failed}>
            {errorText(create.error)}
          </Notice>
        </div>
      )}
      {templates.isPending && <Loading what={t.templates.loading} className="p-5" />}
      {templates.isError && <Failed what={t.templates.loadFailed} error={templates.error} onRetry={() => templates.refetch()} />}
      {templates.data && !chosen && <p className="px-5 py-4 text-text-2">{t.templates.none}</p>}
      {chosen && (
        <form id={form} className="template-form" onSubmit={submit} noValidate>
          <fieldset className="choices">
            <legend className="sr-only">{t.templates.choose}</legend>
            {all.map((one) => (
              <label key={one.id} className={cx('choice', one === chosen && 'is-chosen')}>
                <input type="radio" className="sr-only" name={`${form} template`} checked={one === chosen} onChange={() => setId(one.id)} />
                <Icon of={kindIcons[one.kind]} size="small" className="mt-[3px] flex-none text-text-3" />
                <span className="min-w-0">
                  <b className="strong">{one.title}</b>
                  <span className="small block text-text-3">{one.description}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <div className="flex min-h-0 min-w-0 flex-col gap-2.5 overflow-y-auto px-5 py-3.5">
            <NameField value={name} kind={chosen.kind} bad={bad} isTried={isTried} onChange={setName} />
            {chosen.example !== null && <DescriptionField value={description} example={chosen.example} onChange={setDescription} />}
            <TemplateFiles key={chosen.id} template={chosen} name={bad === null ? name : ''} description={description} />
          </div>
        </form>
      )}
    </Sheet>
  )
}

interface NameFieldProps {
  value: string
  kind: Template['kind']
  bad: ReturnType<typeof checkName>
  isTried: boolean
  onChange: (name: string) => void
}

/** Says while one types what is wrong with the name, or that it is free. What is only still empty is wrong after the first try. */
function NameField({ value, kind, bad, isTried, onChange }: NameFieldProps) {
  const id = useId()
  const isShown = bad !== null && (bad !== 'empty' || isTried)
  const why = bad === 'taken' ? t.templates.bad.taken(kind.toLowerCase()) : bad && t.templates.bad[bad]
  return (
    <div>
      <label className="field-label is-plain" htmlFor={id}>
        {t.templates.name}
      </label>
      <input
        id={id}
        className="field mono"
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        maxLength={80}
        aria-invalid={isShown}
        aria-required="true"
        aria-describedby={`${id}-note`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-note`} className={cx('field-note', isShown && 'is-bad')} aria-live="polite">
        {isShown ? why : value === '' ? t.templates.nameNote : t.templates.free(value)}
      </p>
    </div>
  )
}

function DescriptionField({ value, example, onChange }: { value: string; example: string; onChange: (text: string) => void }) {
  const id = useId()
  return (
    <div>
      <label className="field-label is-plain" htmlFor={id}>
        {t.templates.description} <em>{t.adding.optional}</em>
      </label>
      <input
        id={id}
        className="field"
        maxLength={1_000}
        placeholder={example}
        value={value}
        aria-describedby={`${id}-note`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-note`} className="field-note">
        {t.templates.descriptionNote}
      </p>
    </div>
  )
}
