import { setTimeout as pause } from 'node:timers/promises'
import type { ContainerStats as Sample } from 'dockerode'
import type { ContainerStats } from '../port.ts'
import { ask } from './connection.ts'
import { isNotFound } from './faults.ts'
import type { Guard } from './guard.ts'

const answerWithinMs = 10_000
const firstPauseMs = 200
const mostRemembered = 500

type Reading = { atMs: number; cpuNs: number }

/** `cpuPercent` is of one whole CPU, since the last time that this container was asked for; the first time, over a fifth of a second. */
export function createStats(guard: Guard): (id: string) => Promise<ContainerStats | null> {
  const last = new Map<string, Reading>()
  const sample = (id: string) =>
    guard({ timeoutMs: answerWithinMs }, (to, signal) =>
      ask<Sample>(to, { method: 'GET', path: `/containers/${encodeURIComponent(id)}/stats`, query: { stream: false, 'one-shot': true } }, signal),
    )
  return async (id) => {
    try {
      if (!last.has(id)) {
        remember(last, id, reading(await sample(id)))
        await pause(firstPauseMs)
      }
      const now = await sample(id)
      if (!now.memory_stats?.usage) {
        last.delete(id)
        return null
      }
      const before = last.get(id)
      const after = reading(now)
      remember(last, id, after)
      const wallNs = (after.atMs - (before?.atMs ?? after.atMs)) * 1e6
      return {
        cpuPercent: wallNs > 0 ? Math.max(0, ((after.cpuNs - (before?.cpuNs ?? 0)) / wallNs) * 100) : 0,
        memoryBytes: usedMemory(now),
        memoryLimitBytes: now.memory_stats.limit ?? 0,
        pids: now.pids_stats?.current ?? 0,
        ...traffic(now),
      }
    } catch (error) {
      if (isNotFound((error as Error).cause)) return null
      throw error
    }
  }
}

const reading = (sample: Sample): Reading => ({ atMs: Date.parse(sample.read), cpuNs: sample.cpu_stats?.cpu_usage?.total_usage ?? 0 })

function remember(last: Map<string, Reading>, id: string, value: Reading) {
  last.delete(id)
  last.set(id, value)
  const oldest = last.keys().next().value
  if (last.size > mostRemembered && oldest !== undefined) last.delete(oldest)
}

/** Without the file cache, which goes when memory is needed: as `docker stats` shows it. */
function usedMemory({ memory_stats: memory }: Sample): number {
  const parts = memory.stats as Record<string, number> | undefined
  return Math.max(0, memory.usage - (parts?.total_inactive_file ?? parts?.inactive_file ?? 0))
}

function traffic(sample: Sample) {
  const all = Object.values(sample.networks ?? {})
  return {
    networkInBytes: all.reduce((sum, network) => sum + network.rx_bytes, 0),
    networkOutBytes: all.reduce((sum, network) => sum + network.tx_bytes, 0),
  }
}
