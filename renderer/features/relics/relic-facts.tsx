import { useQuery } from '@tanstack/react-query'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { RelicInstance, RelicSummary } from '../../../core/contract/relics.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { formatClock, formatWhen } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { kindIcons } from '../library/icons.ts'
import { SourceView } from '../library/source-view.tsx'

/** What it is made of, what it keeps, who uses it and who can reach it. */
export function RelicFacts({ relic, instance }: { relic: RelicSummary; instance: RelicInstance | null }) {
  const { orpc } = useApi()
  const manifest = useQuery(orpc.registry.get.queryOptions({ input: { kind: 'Relic', name: relic.name }, retry: false }))
  const rights = manifest.data?.summary.rights ?? []
  return (
    <div className="flex flex-col gap-3 p-3.5">
      <p className="row small items-start text-text-2">
        <Icon of={Lock} size="small" className="mt-0.5 text-text-3" />
        {instance && instance.ports.length > 0
          ? t.relics.publishedNetwork
          : relic.scope === 'shared'
            ? t.relics.sharedNetwork
            : t.relics.privateNetwork}
      </p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 text-[12px]/[22px]">
        {instance?.image && (
          <Fact name={t.relics.image}>
            <span className="cut block" title={instance.image}>
              {instance.image}
            </span>
          </Fact>
        )}
        {instance && instance.volumes.length > 0 && (
          <Fact name={t.relics.volumes}>
            {instance.volumes.map((volume) => (
              <span key={volume.name} className="block" title={t.relics.volume(volume.path, volume.name)}>
                {volume.path}
              </span>
            ))}
          </Fact>
        )}
        {instance && instance.ports.length > 0 && (
          <Fact name={t.relics.ports}>
            {instance.ports.map((port) => (
              <span key={port.hostPort} className="block">
                {t.relics.port(port.hostPort, port.containerPort)}
              </span>
            ))}
          </Fact>
        )}
        {instance?.lastUsedAt && <Fact name={t.relics.lastUsed}>{formatWhen(instance.lastUsedAt, new Date())}</Fact>}
      </dl>
      {instance?.stopsAt && <p className="small text-text-3">{t.relics.stopsAt(formatClock(instance.stopsAt))}</p>}
      <section>
        <h3 className="section-head text-text-1">
          {t.relics.usedBy}
          <span className="end">{relic.usedBy.length}</span>
        </h3>
        {relic.usedBy.length === 0 ? (
          <p className="small text-text-3">{t.library.usedByNone}</p>
        ) : (
          <ul className="flex flex-wrap gap-1.5 pt-0.5">
            {relic.usedBy.map((agent) => (
              <li key={agent}>
                <Link href={`/agents/${agent}`} className="btn is-small h-[26px] font-normal">
                  <Icon of={kindIcons.Agent} size="small" className="text-text-3" />
                  {agent}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </section>
      {rights.length > 0 && (
        <section>
          <h3 className="section-head text-text-1">{t.library.rights}</h3>
          <ul>
            {rights.map((right) => (
              <li key={right.text} className="small min-h-6 text-text-2">
                {told(right.text)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {manifest.data && <SourceView source={manifest.data.source} file={manifest.data.summary.file} problems={manifest.data.summary.problems} />}
    </div>
  )
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt className="text-text-3">{name}</dt>
    <dd className="mono wrap-anywhere leading-[22px]!">{children}</dd>
  </>
)
