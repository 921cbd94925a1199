import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Link, useLocation } from 'wouter'
import { useApi } from '../api/api-context.ts'
import { Icon } from '../ui/icon.tsx'
import { tip } from '../ui/tip.tsx'
import { t } from './messages.ts'
import { sections, settingsSection } from './sections.ts'

export function Rail() {
  const { orpc } = useApi()
  const [location] = useLocation()
  const approvals = useQuery(orpc.safety.list.queryOptions({ input: {} }))
  const relics = useQuery(orpc.relics.list.queryOptions({ input: {} }))
  const up = relics.data?.relics.flatMap((relic) => relic.instances).filter(({ state }) => state === 'healthy').length ?? 0
  const waiting = approvals.data?.approvals.length ?? 0

  return (
    <nav className="rail" aria-label={t.shell.sections} data-pane tabIndex={-1}>
      {[...sections, settingsSection].map((section) => {
        const count = section.path === '/activity' ? waiting : 0
        const live = section.path === '/relics' ? up : 0
        return (
          <Fragment key={section.path}>
            {section.isFirstOfGroup && <hr />}
            <Link
              href={section.path}
              {...tip(section.label, section.keys)}
              aria-label={
                count > 0
                  ? `${section.label}, ${t.shell.waitingForYou(count)}`
                  : live > 0
                    ? `${section.label}, ${t.shell.upNow(live)}`
                    : section.label
              }
              aria-current={location === section.path || location.startsWith(`${section.path}/`) ? 'page' : undefined}
              className={section === settingsSection ? 'mt-auto' : undefined}
            >
              <Icon of={section.icon} size="large" />
              {live > 0 && <span className="live" aria-hidden="true" />}
              {count > 0 && (
                <span className="count num" aria-hidden="true">
                  {count}
                </span>
              )}
            </Link>
          </Fragment>
        )
      })}
    </nav>
  )
}
