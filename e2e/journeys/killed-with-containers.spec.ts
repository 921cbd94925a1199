import { setTimeout as sleep } from 'node:timers/promises'
import { callRelic, relicState, runTool, waitingTool, within } from '../container-load.ts'
import { containersOf } from '../containers.ts'
import { expect, startWorkstation, test, type Workstation } from '../workstation.ts'

const kills = Number(process.env.CORTEX_CONTAINER_KILLS ?? 50)
const passing = ['tool', 'proxy', 'caller']

/** Tools in containers, two at a time, and a value written over and over, until the workstation is gone. */
async function keepBusy(workstation: Workstation, sessionId: string, written: { last: number; tried: number }): Promise<void> {
  const tools = async () => {
    for (let number = 0; ; number++) await runTool(workstation, 'wait_a_bit', { expression: String(number) })
  }
  const writes = async () => {
    for (;;) {
      const value = ++written.tried
      const { status } = await callRelic(workstation, 'kv_store.write', { key: 'count', value: String(value) }, sessionId)
      if (status === 'done') written.last = value
      await sleep(50)
    }
  }
  await Promise.all([tools(), tools(), writes()].map((work) => work.catch(() => {})))
}

// One loss in all these kills is a loss: it is not tried again.
test.describe.configure({ retries: 0 })

test(`killed ${kills} times with tools and relics at work, nothing of a dead life stays and chats get their relics back`, async () => {
  test.setTimeout(kills * 40_000 + 300_000)
  const workstation = await startWorkstation({ hasContainers: true, arguments: ['--manifests', waitingTool()] })
  const session = (await (await workstation.fetch('/agent/note_keeper/session', { method: 'POST', body: {} })).json()) as { id: string }
  expect((await callRelic(workstation, 'kv_store.write', { key: 'count', value: '0' }, session.id)).error).toBeNull()
  expect((await runTool(workstation, 'wait_a_bit', { expression: 'first' })).error).toBeNull()
  const [relic] = containersOf(workstation.dataFolder).filter(({ role }) => role === 'relic')
  const written = { last: 0, tried: 0 }
  const took: number[] = []
  for (let kill = 0; kill < kills; kill++) {
    const busy = keepBusy(workstation, session.id, written)
    await sleep(Math.random() * 2_500)
    await workstation.kill()
    await busy
    const dead = new Set(containersOf(workstation.dataFolder).map(({ launch }) => launch))
    await workstation.restart()
    took.push(
      await within(10_000, `kill ${kill}: what a dead life left is gone, and the relic is back`, async () => {
        const left = containersOf(workstation.dataFolder).filter(({ role, launch }) => passing.includes(role) && dead.has(launch))
        return left.length === 0 && (await relicState(workstation, 'kv_store', session.id)) === 'healthy'
      }),
    )
    const read = await callRelic(workstation, 'kv_store.read', { key: 'count' }, session.id)
    const value = Number((read.output as { value?: unknown } | null)?.value)
    expect(read.error, `kill ${kill}`).toBeNull()
    expect(value, 'a written value is kept').toBeGreaterThanOrEqual(written.last)
    expect(value).toBeLessThanOrEqual(written.tried)
  }
  // It is the same container, not another one with the same volume.
  expect(containersOf(workstation.dataFolder).filter(({ role }) => role === 'relic')).toEqual([expect.objectContaining({ id: relic?.id })])
  const { runs } = (await (await workstation.fetch('/runs?status=running')).json()) as { runs: unknown[] }
  expect(runs).toEqual([])

  // A chat that goes takes everything of its own with it.
  await workstation.fetch(`/agent/session/${session.id}`, { method: 'DELETE' })
  await within(15_000, 'nothing of a deleted chat stays', () => containersOf(workstation.dataFolder).every((one) => one.session !== session.id))
  console.log(
    `${kills} kills; all was in order again after ${took.toSorted((a, b) => a - b)[took.length >> 1]} ms (median), ${Math.max(...took)} ms at most`,
  )
  await workstation.close()
})
