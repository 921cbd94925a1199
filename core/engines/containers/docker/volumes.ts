import type { VolumeInspectInfo } from 'dockerode'
import type { Volumes } from '../port.ts'
import { ask } from './connection.ts'
import { labelFilter } from './containers.ts'
import { isNotFound } from './faults.ts'
import type { Guard } from './guard.ts'

const quickMs = 30_000

/** `sizeOf` is what is known of a volume's size by chance: measuring takes the engine seconds. */
export function createVolumes(guard: Guard, sizeOf: (name: string) => number | null): Volumes {
  return {
    async create(name, labels) {
      const body = { Name: name, Driver: 'local', Labels: labels }
      await guard({ timeoutMs: quickMs }, (to, signal) => ask(to, { method: 'POST', path: '/volumes/create', body }, signal))
    },
    async list(labels) {
      const query = { filters: JSON.stringify(labelFilter(labels)) }
      const { Volumes: listed } = await guard({ timeoutMs: quickMs }, (to, signal) =>
        ask<{ Volumes: VolumeInspectInfo[] | null }>(to, { method: 'GET', path: '/volumes', query }, signal),
      )
      return (listed ?? []).map((seen) => ({ name: seen.Name, labels: seen.Labels ?? {}, sizeBytes: sizeOf(seen.Name) }))
    },
    async remove(name) {
      try {
        await guard({ timeoutMs: quickMs }, (to, signal) => ask(to, { method: 'DELETE', path: `/volumes/${encodeURIComponent(name)}` }, signal))
      } catch (error) {
        if (!isNotFound((error as Error).cause)) throw error
      }
    },
  }
}
