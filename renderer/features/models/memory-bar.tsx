import { useQuery } from '@tanstack/react-query'
import type { Model } from '../../../core/contract/models.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { formatBytes } from '../../ui/format.ts'

/** What the memory of this computer holds now, Cortex and its loaded models apart from all else. */
export function MemoryBar({ models }: { models: Model[] }) {
  const { orpc } = useApi()
  const overview = useQuery(orpc.system.overview.queryOptions({ input: {}, refetchInterval: 5_000 }))
  if (!overview.data) return null
  const { ownBytes, usedBytes, totalBytes } = overview.data.memory
  const share = (bytes: number) => `${(100 * bytes) / totalBytes}%`
  const loaded = models.filter((model) => model.isLoaded).map((model) => model.name)
  const othersBytes = Math.max(0, usedBytes - ownBytes)
  const others = t.models.others(formatBytes(othersBytes))
  // Where its own part of the bar is too short for the words they stand at the end.
  const isShort = othersBytes < totalBytes / 4
  const own = [t.models.own(formatBytes(ownBytes)), ...loaded].join(', ')
  return (
    <section aria-label={t.models.memory}>
      <div className="row">
        <h2 className="strong">{t.models.memory}</h2>
        <span className="small text-text-2">{t.models.memoryFree(formatBytes(totalBytes - usedBytes), formatBytes(totalBytes))}</span>
      </div>
      <div className="mt-2 flex h-[26px] gap-px overflow-hidden rounded-[5px] bg-hover text-[11px]/[26px] font-medium">
        <span className="cut flex-none bg-selected px-2 text-text-2" style={{ width: share(othersBytes) }}>
          {!isShort && others}
        </span>
        <span
          className="min-w-1.5 flex-none bg-[var(--accent-soft)] shadow-[inset_0_0_0_1px_var(--accent-line)]"
          style={{ width: share(ownBytes) }}
        />
        <span className="cut px-2 text-accent">{own}</span>
        {isShort && <span className="cut ml-auto px-2 text-text-2">{others}</span>}
      </div>
    </section>
  )
}
