import { X } from 'lucide-react'
import { type FormEvent, useRef, useState } from 'react'
import { t } from '../../app/messages.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { ControlProps } from './setting-control.tsx'
import { Suggestions } from './suggestions.tsx'
import { useSuggestions } from './use-suggestions.ts'

const words = t.settingsPage

/** Names with a value each; every change is saved at once. */
export function MapControl({ id, setting, value, isRefused, onSave, onEdit }: ControlProps) {
  const entries = Object.entries((value ?? {}) as Record<string, string>)
  const suggestions = useSuggestions(setting.path)
  const nameField = useRef<HTMLInputElement>(null)
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  /** The entry that is being added: where it is refused it comes back, to be mended. */
  const [added, setAdded] = useState<readonly [name: string, text: string] | null>(null)
  if (isRefused && added) {
    setName(added[0])
    setText(added[1])
    setAdded(null)
  }
  const put = (next: [string, string][]) => onSave(next.length === 0 ? undefined : Object.fromEntries(next))
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '' || text.trim() === '') return
    put([...entries.filter(([key]) => key !== name.trim()), [name.trim(), text.trim()]])
    setAdded([name, text])
    setName('')
    setText('')
  }
  const remove = (name: string) => {
    put(entries.filter(([other]) => other !== name))
    // The button that was pressed goes with its entry.
    nameField.current?.focus()
  }
  const edit = (change: () => void) => {
    change()
    if (isRefused) onEdit()
  }
  return (
    <div>
      {entries.length === 0 && <p className="small text-text-3">{words.emptyMap}</p>}
      <ul>
        {entries.map(([key, each]) => (
          <li key={key} className="row min-h-(--row-h) border-b border-line-1">
            <span className="mono w-[120px] flex-none">{key}</span>
            <span className="mono cut grow" title={each}>
              {each}
            </span>
            <IconButton label={words.removeFrom(key)} isSmall onClick={() => remove(key)}>
              <Icon of={X} size="small" />
            </IconButton>
          </li>
        ))}
      </ul>
      <form onSubmit={add} className="row mt-1.5 gap-1.5">
        <input
          ref={nameField}
          id={id}
          className="field mono max-w-[120px]"
          aria-label={`${setting.title}: ${words.mapName}`}
          aria-invalid={isRefused}
          aria-describedby={isRefused ? `${id}-error` : `${id}-about`}
          placeholder={words.mapName}
          value={name}
          onChange={(event) => edit(() => setName(event.target.value))}
        />
        <input
          className="field mono grow"
          aria-label={`${setting.title}: ${words.mapValue}`}
          aria-invalid={isRefused}
          list={suggestions.length > 0 ? `${id}-list` : undefined}
          placeholder={words.mapValue}
          value={text}
          onChange={(event) => edit(() => setText(event.target.value))}
        />
        <Suggestions id={`${id}-list`} of={suggestions} />
        <Button type="submit" disabled={name.trim() === '' || text.trim() === ''} aria-label={words.addTo(setting.title)}>
          {words.add}
        </Button>
      </form>
    </div>
  )
}
