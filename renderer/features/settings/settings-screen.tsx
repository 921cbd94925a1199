import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { useIsListFolded } from '../../app/use-media.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { hasMod } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { BrokenFile, OpenFile } from './file-notice.tsx'
import { FoundSettings } from './found-settings.tsx'
import { SettingRow } from './setting-row.tsx'
import { SettingsList } from './settings-list.tsx'
import { ownSections } from './settings-sections.tsx'
import { useSettings } from './use-settings.ts'

const words = t.settingsPage

/** Everything a person can choose: sections on the left, one field that searches them all. */
export default function SettingsScreen({ section: address }: { section: string | null }) {
  // A setting's own address is its key.
  const [section = 'appearance', ...rest] = address?.split('.') ?? []
  const target = rest.length > 0 ? address : null
  const [, go] = useLocation()
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const isListFolded = useIsListFolded()
  const { sections, state, error, retry } = useSettings()
  const all = useMemo(
    () => [
      ...sections.filter(({ id }) => !ownSections.some((own) => own.id === id)),
      ...ownSections.map((own) => ({ ...own, settings: sections.find(({ id }) => id === own.id)?.settings ?? [] })),
    ],
    [sections],
  )
  const shown = all.find(({ id }) => id === section)
  const own = ownSections.find(({ id }) => id === section)
  const isReady = state !== null && sections.length > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: going to a section ends the search
  useEffect(() => setQuery(''), [address])
  useEffect(() => {
    if (!target || !isReady) return
    const row = document.querySelector<HTMLElement>(`[data-setting="${CSS.escape(target)}"]`)
    row?.scrollIntoView({ block: 'center' })
    row?.querySelector<HTMLElement>('.setting-control :is(input, textarea, select, button)')?.focus()
  }, [target, isReady])
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (!hasMod(event) || event.shiftKey || event.altKey || event.key.toLowerCase() !== 'f') return
      event.preventDefault()
      field.current?.select()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || query === '') return
    event.preventDefault()
    setQuery('')
  }
  return (
    <Shell list={<SettingsList sections={all} current={section} />}>
      <main className="main-pane" data-pane tabIndex={-1}>
        <div className="head">
          <h1 className="flex-none">{t.settings.title}</h1>
          {isListFolded && (
            <select
              className="field is-small w-auto"
              aria-label={words.sections}
              value={section}
              onChange={(event) => go(`/settings/${event.target.value}`)}
            >
              {all.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          )}
          <search className="field is-quiet end max-w-[300px]">
            <Icon of={Search} size="small" />
            <input
              ref={field}
              aria-label={words.search}
              placeholder={words.search}
              autoComplete="off"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
              onKeyDown={onKeyDown}
            />
            {query !== '' && (
              <IconButton label={words.clear} isSmall onClick={() => setQuery('')}>
                <Icon of={X} size="small" />
              </IconButton>
            )}
          </search>
        </div>
        <div className="scroll">
          <div className="mx-auto flex w-full max-w-[720px] flex-col gap-4 px-6 py-5">
            {error && <Failed what={t.settings.failed} error={error} onRetry={retry} />}
            {!state && !error && <Loading what={t.settings.loading} className="py-2" />}
            {state && <BrokenFile state={state} />}
            {state && query.trim() !== '' && <FoundSettings sections={all} query={query} state={state} />}
            {query.trim() === '' && shown && (
              <div className="flex flex-col gap-3" key={section}>
                <div>
                  <h2 className="font-semibold text-[15px]/[22px]">{shown.title}</h2>
                  <p className="small text-text-2">{shown.about}</p>
                </div>
                {state && !own?.isWhole && shown.settings.length > 0 && (
                  <ul className="settings">
                    {shown.settings.map((setting) => (
                      <SettingRow key={setting.path} setting={setting} state={state} />
                    ))}
                  </ul>
                )}
                {own?.content}
              </div>
            )}
            {query.trim() === '' && !shown && state && (
              <div>
                <p className="mb-2">{words.unknownSection}</p>
                <Button onClick={() => go('/settings')}>{t.settings.title}</Button>
              </div>
            )}
            {state && <OpenFile file={state.file} />}
          </div>
        </div>
      </main>
    </Shell>
  )
}
