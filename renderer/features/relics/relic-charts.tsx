import type { RelicInstance } from '../../../core/contract/relics.ts'
import { t } from '../../app/messages.ts'
import { Beats } from '../../ui/beats.tsx'
import { formatBytes, formatDuration } from '../../ui/format.ts'
import { Sparkline } from '../../ui/sparkline.tsx'
import { beatsOf, healthText } from './relic-look.ts'

export const memoryText = ({ samples, memoryLimitBytes }: RelicInstance): string => {
  const used = samples.at(-1)?.memoryBytes
  if (used === undefined) return ''
  return memoryLimitBytes === null ? formatBytes(used) : t.relics.of(formatBytes(used), formatBytes(memoryLimitBytes))
}
export const cpuText = ({ samples }: RelicInstance): string => {
  const last = samples.at(-1)
  return last ? t.relics.percent(last.cpuPercent) : ''
}

/** What it takes of the computer, and whether it answers: the last minutes, and now in words. */
export function RelicCharts({ instance }: { instance: RelicInstance }) {
  const { samples, health } = instance
  const cpu = cpuText(instance)
  const memory = memoryText(instance)
  const last = health.at(-1)
  return (
    <div className="charts">
      <figure>
        <Caption name={t.relics.cpu} now={cpu} />
        <Sparkline isWide width={200} height={40} least={5} values={samples.map((each) => each.cpuPercent)} label={named(t.relics.cpu, cpu)} />
      </figure>
      <figure>
        <Caption name={t.relics.memory} now={memory} />
        <Sparkline
          isWide
          width={200}
          height={40}
          least={instance.memoryLimitBytes ?? 0}
          values={samples.map((each) => each.memoryBytes)}
          label={named(t.relics.memory, memory)}
        />
      </figure>
      <figure>
        <Caption
          name={t.relics.health}
          now={last ? t.relics.lastCheck(last.isHealthy, last.isHealthy ? '' : last.detail, formatDuration(last.durationMs)) : ''}
        />
        <Beats beats={beatsOf(health)} label={healthText(health)} isWide />
      </figure>
    </div>
  )
}

const named = (name: string, now: string) => `${name}: ${now || t.relics.noSamples}`

const Caption = ({ name, now }: { name: string; now: string }) => (
  <figcaption className="row small justify-between">
    <span className="text-text-3">{name}</span>
    <span className="num cut" title={now}>
      {now}
    </span>
  </figcaption>
)
