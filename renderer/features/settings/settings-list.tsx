import { Link } from 'wouter'
import { t } from '../../app/messages.ts'
import { PaneEdge } from '../../app/pane-edge.tsx'
import { Icon } from '../../ui/icon.tsx'
import { iconOf } from './settings-sections.tsx'

interface SettingsListProps {
  sections: readonly { id: string; title: string }[]
  current: string
}

/** The sections, one of them open. */
export function SettingsList({ sections, current }: SettingsListProps) {
  return (
    <nav className="list-pane" aria-label={t.settingsPage.sections} data-pane tabIndex={-1}>
      <div className="head">
        <h2>{t.settings.title}</h2>
      </div>
      <ul className="scroll">
        {sections.map(({ id, title }) => (
          <li key={id}>
            <Link href={`/settings/${id}`} className="item" aria-current={id === current ? 'page' : undefined}>
              <Icon of={iconOf(id)} size="small" />
              <span className="cut">{title}</span>
            </Link>
          </li>
        ))}
      </ul>
      <PaneEdge side="left" />
    </nav>
  )
}
