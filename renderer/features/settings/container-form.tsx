import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import type { ContainerSettings } from '../../../core/contract/settings.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { useHoldsUnsaved } from '../../app/unsaved.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { errorText } from '../../ui/failed.tsx'
import { hasMod, sentence } from '../../ui/format.ts'
import { Switch } from '../../ui/switch.tsx'
import { changedFields, changesSince, isList, isSwitch, readSettings, type SettingsValues, settingsGroups, settingsValues } from './settings-form.ts'

const words = t.settings.containers
type Group = keyof typeof settingsGroups

/** The settings of containers as a form; nothing is in force before it is saved. */
export function ContainerForm({ settings }: { settings: ContainerSettings }) {
  const { client, queries, orpc } = useApi()
  const stored = settingsValues(settings)
  const [changes, setChanges] = useState<SettingsValues>({})
  const values = { ...stored, ...changes }
  const { settings: read, errors } = readSettings(values)
  const changed = changedFields(values, stored)
  useHoldsUnsaved(changed.length > 0)
  const save = useMutation({
    mutationFn: ({ next }: { next: ContainerSettings; saved: SettingsValues }) => client.settings.set({ path: 'containers', value: next }),
    onSuccess: async (_, { saved }) => {
      await queries.invalidateQueries({ queryKey: orpc.settings.key() })
      void queries.invalidateQueries({ queryKey: orpc.containers.key() })
      setChanges((latest) => changesSince(latest, saved))
      showToast(words.saved)
    },
  })
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (read && changed.length > 0 && !save.isPending) save.mutate({ next: read, saved: values })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !hasMod(event)) return
    event.preventDefault()
    submit()
  }
  const badCount = Object.keys(errors).length
  return (
    <form onSubmit={submit} onKeyDown={onKeyDown} noValidate className="flex flex-col gap-4">
      {(Object.keys(settingsGroups) as Group[]).map((group) => (
        <fieldset key={group}>
          <legend className="section-head mb-1.5">{words.groups[group]}</legend>
          <div className="grid grid-cols-2 gap-x-3 gap-y-2.5 max-[900px]:grid-cols-1">
            {settingsGroups[group].map((field) => (
              <Field
                key={field}
                field={field}
                value={values[field] ?? ''}
                error={errors[field]}
                isWide={settingsGroups[group].length === 1 || isList(field) || isSwitch(field)}
                onChange={(value) => setChanges({ ...changes, [field]: value })}
              />
            ))}
          </div>
        </fieldset>
      ))}
      <div className="row flex-wrap">
        <Button look="primary" type="submit" keys="Mod+Enter" disabled={changed.length === 0 || badCount > 0 || save.isPending}>
          {words.save}
        </Button>
        {changed.length > 0 && (
          <Button look="quiet" disabled={save.isPending} onClick={() => setChanges({})}>
            {words.undo}
          </Button>
        )}
        <span className="small text-text-3" role="status">
          {badCount > 0 ? words.fix(badCount) : changed.length > 0 ? words.unsaved(changed.length) : null}
        </span>
      </div>
      {save.isError && (
        <p className="small text-danger" role="alert">
          {`${words.saveFailed}: ${errorText(save.error)}`}
        </p>
      )}
    </form>
  )
}

interface FieldProps {
  field: string
  value: string | boolean
  error: string | undefined
  isWide: boolean
  onChange: (value: string | boolean) => void
}

function Field({ field, value, error, isWide, onChange }: FieldProps) {
  const id = useId()
  const [name, about, example] = words.fields[field] ?? [field, '', '']
  if (isSwitch(field)) {
    return (
      <div className="row col-span-full">
        <Switch id={id} isOn={value === true} onChange={onChange} />
        <label htmlFor={id}>{name}</label>
        <span className="small text-text-3">{about}</span>
      </div>
    )
  }
  const naming = { id, placeholder: example, value: String(value), 'aria-invalid': error !== undefined, 'aria-describedby': `${id}-note` }
  return (
    <div className={cx('min-w-0', isWide && 'col-span-full')}>
      <label className="field-label is-plain" htmlFor={id}>
        {name}
      </label>
      {isList(field) ? (
        <textarea
          className="field mono"
          rows={Math.max(2, String(value).split('\n').length)}
          {...naming}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <input className="field mono" autoComplete="off" spellCheck={false} {...naming} onChange={(event) => onChange(event.target.value)} />
      )}
      <p className={cx('field-note', error && 'is-bad')} id={`${id}-note`}>
        {error ? sentence(error) : about}
      </p>
    </div>
  )
}
