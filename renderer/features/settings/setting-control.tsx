import { type KeyboardEvent, useState } from 'react'
import { t } from '../../app/messages.ts'
import { cx } from '../../ui/cx.ts'
import { Segments } from '../../ui/segments.tsx'
import { Switch } from '../../ui/switch.tsx'
import { MapControl } from './map-control.tsx'
import type { Setting } from './setting-list.ts'
import { Suggestions } from './suggestions.tsx'
import { tellOption, tellValue } from './tell-value.ts'
import { useSuggestions } from './use-suggestions.ts'

const words = t.settingsPage

export interface ControlProps {
  /** Of the control itself; `<id>-title`, `-about` and `-error` are beside it. */
  id: string
  setting: Setting
  value: unknown
  isRefused: boolean
  /** undefined: the default again. */
  onSave: (value: unknown) => void
  /** The person goes on after a value was refused. */
  onEdit: () => void
}

/** The control that fits what a setting may be. */
export function SettingControl(props: ControlProps) {
  const { id, setting, value, onSave } = props
  switch (setting.kind) {
    case 'switch':
      return <Switch id={id} isOn={value === true} onChange={onSave} />
    case 'choice':
      if (setting.options.length > 4)
        return (
          <select
            id={id}
            className="field w-auto"
            value={String(value)}
            aria-describedby={`${id}-about`}
            onChange={(event) => onSave(event.target.value)}
          >
            {setting.options.map((option) => (
              <option key={option.value} value={option.value}>
                {tellOption(setting, option.value)}
              </option>
            ))}
          </select>
        )
      return (
        <Segments
          label={setting.title}
          value={String(value)}
          onChange={onSave}
          options={setting.options.map((option) => ({ value: option.value, label: tellOption(setting, option.value) }))}
        />
      )
    case 'map':
      return <MapControl {...props} />
    default:
      return <TextControl {...props} />
  }
}

/** A text, a number or a list with an entry a line; saved on Enter or when the field is left, Escape takes back what was typed. */
function TextControl({ id, setting, value, isRefused, onSave, onEdit }: ControlProps) {
  const stored = Array.isArray(value) ? value.join('\n') : value === undefined ? '' : String(value)
  const [text, setText] = useState(stored)
  const [seen, setSeen] = useState(stored)
  if (stored !== seen) {
    setSeen(stored)
    // What was saved elsewhere takes the place of what stands in the field; what was refused stays to be mended.
    if (!isRefused) setText(stored)
  }
  const [isNoNumber, setIsNoNumber] = useState(false)
  const isNumber = setting.kind === 'number'
  const isList = setting.kind === 'list'
  const suggestions = useSuggestions(setting.path)
  const save = () => {
    const trimmed = text.trim()
    if (trimmed === stored) return
    const number = Number(trimmed.replace(',', '.'))
    if (isNumber && trimmed !== '' && !Number.isFinite(number)) return setIsNoNumber(true)
    const entries = trimmed.split('\n').flatMap((line) => line.trim() || [])
    onSave(trimmed === '' && !setting.mayBeEmpty ? undefined : isNumber ? number : isList ? entries : trimmed)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (!isList || event.ctrlKey || event.metaKey)) save()
    else if (event.key === 'Escape' && text !== stored) {
      event.stopPropagation()
      setText(stored)
      setIsNoNumber(false)
      onEdit()
    } else return
    event.preventDefault()
  }
  const shared = {
    id,
    value: text,
    'aria-invalid': isRefused || isNoNumber,
    'aria-describedby': isRefused ? `${id}-error` : `${id}-about`,
    placeholder: isList ? words.onePerLine : setting.default === undefined ? words.notSet : tellValue(setting),
    onBlur: save,
    onKeyDown,
    onChange: (event: { target: { value: string } }) => {
      setText(event.target.value)
      setIsNoNumber(false)
      if (isRefused) onEdit()
    },
  }
  if (isList) return <textarea className="field mono" rows={Math.max(2, text.split('\n').length)} {...shared} />
  return (
    <>
      <div className="row gap-2">
        <input
          className={cx('field mono', isNumber && 'is-number')}
          inputMode={isNumber ? 'decimal' : undefined}
          autoComplete="off"
          spellCheck={false}
          list={suggestions.length > 0 ? `${id}-list` : undefined}
          {...shared}
        />
        <Suggestions id={`${id}-list`} of={suggestions} />
        {setting.unit && <span className="small flex-none text-text-2">{words.units[setting.unit] ?? setting.unit}</span>}
      </div>
      {isNoNumber && (
        <p className="field-note is-bad" role="alert">
          {words.needsNumber}
        </p>
      )}
    </>
  )
}
