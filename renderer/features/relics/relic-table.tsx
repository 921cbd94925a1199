import { Link } from 'wouter'
import { t } from '../../app/messages.ts'
import { Beats } from '../../ui/beats.tsx'
import { cx } from '../../ui/cx.ts'
import { formatAge, formatBytes } from '../../ui/format.ts'
import { moveInList } from '../../ui/move-in-list.ts'
import { Sparkline } from '../../ui/sparkline.tsx'
import { useNow } from '../../ui/use-now.ts'
import { cpuText, memoryText } from './relic-charts.tsx'
import { beatsOf, dotLook, healthText, stateWord, wordLook } from './relic-look.ts'
import { isRunning, type RelicListProps, type RelicRow } from './relic-rows.ts'
import { useChatTitle } from './use-relics.ts'

/** What only fits in a wide window. */
const wide = 'max-[1100px]:hidden'

/** Every relic where it is at work, a row each. */
export function RelicTable({ rows, current, onOpen }: RelicListProps) {
  return (
    <div className="services">
      <table className="table" aria-label={t.relics.title} onKeyDown={moveInList}>
        <colgroup>
          <col className="w-[190px]" />
          <col />
          <col className="w-[134px]" />
          <col className="w-[68px]" />
          <col className={cx('w-[94px]', wide)} />
          <col className="w-[84px]" />
          <col className={cx('w-[84px]', wide)} />
          <col className={cx('w-[76px]', wide)} />
          <col className="w-[136px]" />
        </colgroup>
        <thead>
          <tr>
            <th>{t.relics.service}</th>
            <th>{t.relics.belongsTo}</th>
            <th>{t.relics.health}</th>
            <th className="is-number">{t.relics.cpu}</th>
            <td className={cx('h-auto!', wide)} />
            <th className="is-number">{t.relics.memory}</th>
            <td className={cx('h-auto!', wide)} />
            <th className={cx('is-number', wide)}>{t.relics.restarts}</th>
            <th className="is-number">{t.relics.up}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.path} row={row} isCurrent={row.path === current?.path} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ row, isCurrent, onOpen }: { row: RelicRow; isCurrent: boolean; onOpen: () => void }) {
  const { path, relic, instance } = row
  const title = useChatTitle(instance?.sessionId ?? null)
  // Of what does not run the last values are no longer so.
  const samples = instance && isRunning(instance.state) ? instance.samples : []
  const memory = samples.at(-1)?.memoryBytes
  const share = instance?.memoryLimitBytes && memory !== undefined ? Math.min(1, memory / instance.memoryLimitBytes) : null
  return (
    <tr className={cx(isCurrent && 'is-current')}>
      <td>
        <Link
          href={`/relics/${path}`}
          data-row
          className="row-link row"
          aria-current={isCurrent ? 'page' : undefined}
          aria-label={`${relic.name}, ${instance ? stateWord(instance) : t.relics.notStarted}`}
          title={relic.description}
          onClick={onOpen}
        >
          <i className={cx('dot', instance ? dotLook(instance.state) : 'is-off')} />
          <span className="cut text-[13px] font-medium">{relic.name}</span>
        </Link>
      </td>
      <td className="cut text-text-2">
        {instance?.sessionId ? (
          title !== '' && (
            <Link href={`/chats/${instance.sessionId}`} className="hover:underline" title={title}>
              {title}
            </Link>
          )
        ) : (
          <span className={instance ? undefined : 'text-text-3'}>{relic.scope === 'shared' ? t.relics.shared : t.relics.perChat}</span>
        )}
      </td>
      <td>
        <Beats beats={beatsOf(instance?.health ?? [])} label={healthText(instance?.health ?? [])} />
      </td>
      <td className="is-number">{instance && samples.length > 0 && cpuText(instance)}</td>
      <td className={wide}>
        {instance && samples.length > 0 && (
          <Sparkline values={samples.map((each) => each.cpuPercent)} least={5} label={`${t.relics.cpu}: ${cpuText(instance)}`} />
        )}
      </td>
      <td className="is-number">{memory !== undefined && formatBytes(memory)}</td>
      <td className={wide}>
        {instance && share !== null && (
          <span className="meter w-14" role="img" aria-label={`${t.relics.memory}: ${memoryText(instance)}`}>
            <span className={cx(share > 0.9 && 'is-warn')} style={{ width: `${share * 100}%` }} />
          </span>
        )}
      </td>
      <td className={cx('is-number', wide, instance && instance.restarts > 0 ? 'text-warn' : 'text-text-3')}>{instance?.restarts}</td>
      <td className="is-number cut">{instance ? <Up row={row} /> : <span className="text-text-3">{t.relics.notStarted}</span>}</td>
    </tr>
  )
}

function Up({ row: { instance } }: { row: RelicRow }) {
  const isUp = instance?.state === 'healthy' && instance.startedAt !== null
  const now = useNow(10_000, isUp)
  if (!instance) return null
  return (
    <span className={wordLook(instance.state)} title={instance.detail || undefined}>
      {isUp && instance.startedAt ? formatAge(now - Date.parse(instance.startedAt)) : stateWord(instance)}
    </span>
  )
}
