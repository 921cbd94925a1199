import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { inTemporaryFolder } from './chats.ts'
import type { Bench } from './figure.ts'

const idleMs = 5_000

/** Resident memory of a served workstation that has nothing to do, five seconds after it is up. */
export default {
  name: 'memory',
  measure: () =>
    inTemporaryFolder(async (folder) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, '../core/api/cli/cortex.ts'), 'serve', '--json', '--data', folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(createInterface({ input: child.stdout }), 'line')
      await sleep(idleMs)
      const megabytes = residentMegabytes(child.pid as number)
      child.kill('SIGTERM')
      await once(child, 'exit')
      return [{ name: 'resident memory of an idle core', value: megabytes, unit: 'MB', how: 'one served workstation, no chat open, 5 s after start' }]
    }),
} satisfies Bench

function residentMegabytes(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}
