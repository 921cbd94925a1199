import type { RelicInstance } from '../../contract/relics.ts'
import type { ContainerEngine } from '../../engines/containers/port.ts'
import { type Clock, isoNow } from '../../kernel/clock.ts'
import { sleep } from './timing.ts'
import type { Workload } from './workload.ts'

export type Sample = RelicInstance['samples'][number]

/** Measures a running relic, all its containers together, until the signal aborts. What cannot be measured leaves no sample. */
export async function sampleLoop(given: {
  engine: Pick<ContainerEngine, 'containers'>
  workload: Workload
  everyMs: number
  signal: AbortSignal
  clock: Clock
  onSample: (sample: Sample) => void
}): Promise<void> {
  const { engine, workload, everyMs, signal, clock, onSample } = given
  while (!signal.aborted) {
    try {
      const running = (await workload.states()).filter((one) => one.status === 'running')
      const measured = (await Promise.all(running.map((one) => engine.containers.stats(one.id)))).filter((one) => one !== null)
      if (signal.aborted) return
      if (measured.length > 0) {
        const sum = (pick: (one: (typeof measured)[number]) => number) => measured.reduce((total, one) => total + pick(one), 0)
        onSample({ at: isoNow(clock), cpuPercent: sum((one) => one.cpuPercent), memoryBytes: sum((one) => one.memoryBytes) })
      }
    } catch {
      // The engine is away or the container just ended: whoever watches its life says so.
    }
    await sleep(everyMs, signal).catch(() => {})
  }
}
