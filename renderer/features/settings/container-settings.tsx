import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Failed } from '../../ui/failed.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { Attempts, EngineNotice } from '../containers/engine-notice.tsx'
import { useReclaim } from '../containers/reclaim.tsx'
import { useContainerStats } from '../containers/use-tool-image.ts'
import { ContainerForm } from './container-form.tsx'

const words = t.settings.containers
type Stats = NonNullable<ReturnType<typeof useContainerStats>['data']>

/** Which engine is used, what it takes on the disk, and how containers are made. */
export function ContainerSettings() {
  const { orpc } = useApi()
  const stats = useContainerStats()
  const settings = useQuery(orpc.settings.get.queryOptions({ input: {} }))
  return (
    <section className="flex flex-col gap-5" aria-label={words.title}>
      <div>
        {stats.isPending && <Loading what={t.settings.loading} className="py-2" />}
        {stats.isError && !stats.data && <Failed what={t.settings.failed} error={stats.error} onRetry={() => stats.refetch()} />}
        {stats.data && <Engine engine={stats.data.engine} />}
        {stats.data?.disk && <Disk disk={stats.data.disk} />}
      </div>
      <div>
        <h3 className="section-head text-text-1">{words.making}</h3>
        {settings.isPending && <Loading what={t.settings.loading} className="py-2" />}
        {settings.isError && !settings.data && <Failed what={t.settings.failed} error={settings.error} onRetry={() => settings.refetch()} />}
        {settings.data && (
          <div className="pt-3">
            <ContainerForm settings={settings.data.settings.containers ?? {}} />
          </div>
        )}
      </div>
    </section>
  )
}

function Engine({ engine: status }: { engine: Stats['engine'] }) {
  const { engine } = status
  if (!engine) {
    return status.state === 'looking' ? <p className="small py-1 text-text-3">{t.engine.looking}</p> : <EngineNotice engine={status} />
  }
  const facts = [
    engine.isLocal ? t.engine.local : t.engine.remote,
    engine.isRootless && t.engine.rootless,
    !engine.hasSeccomp && t.engine.noSeccomp,
  ].filter(Boolean)
  return (
    <>
      <Line name={words.engine}>
        <i className={cx('dot', status.state === 'ready' ? 'is-success' : 'is-warn')} />
        <span>{`${engine.name} ${engine.version}`}</span>
        <span className="cut text-text-3">{facts.join(', ')}</span>
      </Line>
      <Line name={t.engine.foundAt}>
        <span className="mono cut" title={engine.endpoint}>
          {engine.endpoint}
        </span>
      </Line>
      <Attempts attempts={status.attempts} />
      {status.state !== 'ready' && <EngineNotice engine={{ ...status, attempts: [] }} />}
    </>
  )
}

function Disk({ disk }: { disk: NonNullable<Stats['disk']> }) {
  const reclaim = useReclaim()
  const share = disk.limitBytes > 0 ? Math.min(1, disk.imagesBytes / disk.limitBytes) : 0
  return (
    <section className="pt-3" aria-label={words.disk}>
      <h3 className="section-head text-text-1">
        {words.disk}
        <span className="end">
          <Button isSmall disabled={reclaim.isPending || disk.reclaimableBytes === 0} onClick={() => reclaim.mutate()}>
            {reclaim.isPending ? t.engine.reclaiming : t.engine.reclaim}
          </Button>
        </span>
      </h3>
      <Line name={t.engine.images}>
        <span>
          {t.engine.counted(t.engine.ofLimit(formatBytes(disk.imagesBytes), formatBytes(disk.limitBytes)), t.engine.imageCount(disk.imageCount))}
        </span>
      </Line>
      <div className="meter" aria-hidden="true">
        <span className={cx(share > 0.9 && 'is-warn')} style={{ width: `${share * 100}%` }} />
      </div>
      <Line name={t.engine.containers}>{t.engine.counted(formatBytes(disk.containersBytes), t.engine.containerCount(disk.containerCount))}</Line>
      <Line name={t.engine.volumes}>{t.engine.counted(formatBytes(disk.volumesBytes), t.engine.volumeCount(disk.volumeCount))}</Line>
      <Line name={t.engine.reclaimable}>{formatBytes(disk.reclaimableBytes)}</Line>
    </section>
  )
}

const Line = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="pair border-b border-line-1 py-0.5">
    <span>{name}</span>
    <span className="row justify-end gap-1.5">{children}</span>
  </div>
)
