import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import type { ProviderStatus } from '../../../core/contract/models.ts'
import { useApi, useConnectionState } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { cx } from '../../ui/cx.ts'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { useContainerStats } from '../containers/use-tool-image.ts'
import { UpdatePart } from '../updates/update-part.tsx'

/** Four questions: is a model up, does something run, how much memory, is it saved. */
export function StatusBar() {
  const { orpc } = useApi()
  const isOpen = useConnectionState() === 'open'
  const models = useQuery(orpc.models.list.queryOptions({ input: {} }))
  const overview = useQuery(orpc.system.overview.queryOptions({ input: {}, refetchInterval: isOpen ? 5_000 : false, staleTime: 0 }))
  const current = models.data?.models.find((model) => model.id === models.data.defaultModel)
  const locals = models.data?.providers.filter((provider) => provider.isLocal && provider.id !== current?.provider) ?? []
  const provider = models.data?.providers.find((each) => each.id === current?.provider)
  return (
    <footer className="status-bar">
      {models.data && (
        <span className="part">
          <i className={cx('dot', current ? 'is-success' : 'is-off')} />
          {current ? (
            <>
              <b>{current.isBuiltInDemo ? t.status.builtIn : (provider?.title ?? current.provider)}</b> {current.name} {t.status.ready}
            </>
          ) : (
            t.status.noModel
          )}
        </span>
      )}
      {locals.map((each) => (
        <span className="part is-optional" key={each.id} title={told(each.detail)}>
          <i className={cx('dot', dotOf(each))} />
          {each.state === 'ready' ? <b>{each.title}</b> : `${each.title} ${each.state === 'failing' ? t.status.failing : t.status.unreachable}`}
        </span>
      ))}
      <EngineState />
      <UpdatePart />
      {(overview.data?.activeRuns ?? 0) > 0 && <span className="part is-optional">{t.status.runs(overview.data?.activeRuns ?? 0)}</span>}
      {overview.data && (
        <span className="part end is-optional">
          {t.status.memory} <b>{formatBytes(overview.data.memory.usedBytes)}</b> {t.status.memoryOf(formatBytes(overview.data.memory.totalBytes))}
        </span>
      )}
      <span className={cx('part', overview.data ? 'max-[900px]:ml-auto' : 'end')} role="status">
        <Saved />
      </span>
    </footer>
  )
}

/** Whether services are up. An engine that nobody needs and that is not there is not worth a word. */
function EngineState() {
  const { orpc } = useApi()
  const stats = useContainerStats().data
  const relics = useQuery(orpc.relics.list.queryOptions({ input: {} })).data?.relics ?? []
  const up = relics.flatMap((relic) => relic.instances).filter(({ state }) => state === 'healthy').length
  if (!stats || stats.engine.state === 'looking') return null
  const { engine } = stats.engine
  return (
    <span className="part is-optional" title={told(stats.engine.why) || engine?.endpoint}>
      <i className={cx('dot', stats.engine.state === 'ready' ? 'is-success' : stats.engine.state === 'lost' ? 'is-warn' : 'is-off')} />
      {stats.engine.state === 'ready' && engine ? <b>{engine.name}</b> : t.status.engineAway}
      {up > 0 && <span>{t.status.relicsUp(up)}</span>}
    </span>
  )
}

const dotOf = (provider: ProviderStatus) =>
  ({ ready: 'is-success', failing: 'is-danger', unreachable: 'is-off', 'not-configured': 'is-off' })[provider.state]

function Saved() {
  const state = useConnectionState()
  if (state === 'open') {
    return (
      <>
        <Icon of={Check} size="tiny" />
        {t.status.saved}
      </>
    )
  }
  return (
    <span className="flex items-center gap-[5px] text-warn">
      <StateGlyph state={state === 'connecting' ? 'running' : 'waiting'} isDecoration />
      {state === 'connecting' ? t.connection.connecting : state === 'replaced' ? t.connection.replacedShort : t.connection.reconnecting}
    </span>
  )
}
