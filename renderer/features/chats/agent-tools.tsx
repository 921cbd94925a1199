import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { TierWall } from '../../ui/tier-wall.tsx'
import { pathOf } from '../library/icons.ts'

/** The tools an agent may call, each with the wall it runs behind. */
export function AgentTools({ agent }: { agent: string }) {
  const { orpc } = useApi()
  const list = useQuery(orpc.registry.list.queryOptions({ input: {} }))
  const manifests = list.data?.manifests ?? []
  const all = manifests.find((each) => each.kind === 'Agent' && each.name === agent)?.uses ?? []
  // Relics that are there have a part of their own.
  const uses = all.filter((use) => use.kind !== 'Relic' || use.isMissing)
  return (
    <section className="section">
      <h3 className="section-head">
        {t.inspector.tools}
        <span className="end">{uses.length}</span>
      </h3>
      {list.data && uses.length === 0 && <p className="small text-text-3">{t.inspector.noTools}</p>}
      <ul>
        {uses.map((use) => {
          const found = manifests.find((each) => each.kind === use.kind && each.name === use.name)
          const aside = found?.tier?.isTrusted
            ? t.library.trusted
            : found && found.rights.length > 0
              ? found.rights.map((right) => t.library.right[right.code]).join(', ')
              : ''
          return (
            <li key={`${use.kind}/${use.name}`} className="grid h-[22px] grid-cols-[minmax(0,1fr)_auto_76px] items-center gap-2 text-[12px]">
              {use.isMissing ? (
                <span className="mono cut text-text-3">{use.name}</span>
              ) : (
                <Link href={pathOf(use)} className="mono cut hover:underline">
                  {use.name}
                </Link>
              )}
              <span className="micro cut text-text-3">{aside}</span>
              {use.isMissing ? (
                <span className="chip is-warn justify-self-start">{t.inspector.missing}</span>
              ) : use.kind === 'Tool' ? (
                <TierWall tier={found?.tier?.tier ?? null} />
              ) : (
                <span className="micro text-text-3">{t.library.kind[use.kind]}</span>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
