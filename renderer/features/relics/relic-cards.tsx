import { Link } from 'wouter'
import { t } from '../../app/messages.ts'
import { Beats } from '../../ui/beats.tsx'
import { cx } from '../../ui/cx.ts'
import { formatBytes } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { kindIcons } from '../library/icons.ts'
import { moveInGrid } from '../library/move-in-grid.ts'
import { beatsOf, chipLook, healthText, stateWord } from './relic-look.ts'
import { isRunning, type RelicListProps, type RelicRow } from './relic-rows.ts'
import { useChatTitle } from './use-relics.ts'

/** The same relics as in the table, as cards: what each is for, where it is at work and how it does. */
export function RelicCards({ rows, current, onOpen }: RelicListProps) {
  return (
    <ul className="manifest-cards max-h-[46vh] flex-none overflow-auto border-b border-line-1" aria-label={t.relics.title} onKeyDown={moveInGrid}>
      {rows.map((row) => (
        <RelicCard key={row.path} row={row} isCurrent={row.path === current?.path} onOpen={onOpen} />
      ))}
    </ul>
  )
}

function RelicCard({ row: { path, relic, instance }, isCurrent, onOpen }: { row: RelicRow; isCurrent: boolean; onOpen: () => void }) {
  const title = useChatTitle(instance?.sessionId ?? null)
  const memory = instance && isRunning(instance.state) ? instance.samples.at(-1)?.memoryBytes : undefined
  return (
    <li className={cx('card manifest-card', isCurrent && 'is-current')}>
      <h2 className="row text-[13px] font-[550]">
        <Icon of={kindIcons.Relic} size="small" className="text-text-3" />
        <Link href={`/relics/${path}`} data-row className="row-link cut" aria-current={isCurrent ? 'page' : undefined} onClick={onOpen}>
          {relic.name}
        </Link>
        <span className={cx('chip end flex-none', instance && chipLook(instance.state))}>{instance ? stateWord(instance) : t.relics.notStarted}</span>
      </h2>
      <p className="about small text-text-2" title={relic.description}>
        {relic.description || t.library.noDescription}
      </p>
      <div className="row small min-h-5 text-text-3">
        <span className="cut">{instance?.sessionId ? title : relic.scope === 'shared' ? t.relics.shared : t.relics.perChat}</span>
        <span className="row end flex-none gap-2">
          {memory !== undefined && <span className="num">{formatBytes(memory)}</span>}
          {instance && <Beats beats={beatsOf(instance.health)} label={healthText(instance.health)} />}
        </span>
      </div>
    </li>
  )
}
