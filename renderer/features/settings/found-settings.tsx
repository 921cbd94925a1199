import { useEffect } from 'react'
import { Link } from 'wouter'
import type { SettingsState } from '../../../core/contract/settings.ts'
import { t } from '../../app/messages.ts'
import { announce } from '../../app/ui-store.ts'
import { Icon } from '../../ui/icon.tsx'
import { Marked } from './marked.tsx'
import { searchSettings } from './search-settings.ts'
import type { Setting } from './setting-list.ts'
import { SettingRow } from './setting-row.tsx'
import { iconOf } from './settings-sections.tsx'

const words = t.settingsPage

interface FoundSettingsProps {
  sections: readonly { id: string; title: string; about: string; words?: string; settings: readonly Setting[] }[]
  query: string
  state: SettingsState
}

/** Every setting that a query finds, under its section, ready to be changed; sections that are found by what they are about lead there. */
export function FoundSettings({ sections, query, state }: FoundSettingsProps) {
  const found = sections
    .map((section) => ({
      section,
      isFound: searchSettings([{ texts: [section.title, section.about, section.words ?? '', section.id] }], query).length > 0,
      settings: searchSettings(
        section.settings.map((setting) => ({
          setting,
          texts: [setting.title, setting.path, setting.about, ...setting.options.map(({ label }) => label)],
        })),
        query,
      ).map(({ setting }) => setting),
    }))
    .filter(({ isFound, settings }) => isFound || settings.length > 0)
  const count = found.reduce((sum, { settings }) => sum + settings.length, 0)
  const told = count === 0 && found.length > 0 ? words.foundSections(found.length) : words.found(count)
  useEffect(() => {
    const timer = setTimeout(() => announce(told), 500)
    return () => clearTimeout(timer)
  }, [told])
  if (found.length === 0)
    return (
      <div>
        <p className="strong">{words.nothing(query.trim())}</p>
        <p className="small text-text-2">{words.nothingAbout}</p>
      </div>
    )
  return (
    <>
      <p className="small text-text-2 num">{told}</p>
      {found.map(({ section, settings }) => (
        <section key={section.id} aria-label={section.title}>
          <h2 className="section-head">
            <Icon of={iconOf(section.id)} size="small" />
            <Link href={`/settings/${section.id}`} className="link" aria-label={words.openSection(section.title)}>
              <Marked text={section.title} query={query} />
            </Link>
            {settings.length === 0 && (
              <span className="cut font-normal text-text-3">
                <Marked text={section.about} query={query} />
              </span>
            )}
          </h2>
          {settings.length > 0 && (
            <ul className="settings">
              {settings.map((setting) => (
                <SettingRow key={setting.path} setting={setting} state={state} query={query} />
              ))}
            </ul>
          )}
        </section>
      ))}
    </>
  )
}
