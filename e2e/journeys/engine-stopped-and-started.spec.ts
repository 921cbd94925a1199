import { setTimeout as sleep } from 'node:timers/promises'
import { callRelic, relicState, runTool, waitingTool, within } from '../container-load.ts'
import { testBaseImages } from '../containers.ts'
import { startSecondEngine } from '../second-engine.ts'
import { expect, startWorkstation, test } from '../workstation.ts'

const stops = 3

test('the engine is stopped and started under load: no run is lost, nothing hangs, and it comes back by itself', async () => {
  test.setTimeout(600_000)
  test.skip(process.getuid?.() !== 0 || process.platform !== 'linux', 'a second dockerd needs root on Linux')
  const engine = await startSecondEngine(
    [testBaseImages.node, testBaseImages.python, testBaseImages.bash, testBaseImages.redis].filter((image) => image !== undefined),
  )
  const workstation = await startWorkstation({ hasContainers: true, env: { DOCKER_HOST: engine.host }, arguments: ['--manifests', waitingTool()] })
  try {
    const session = (await (await workstation.fetch('/agent/note_keeper/session', { method: 'POST', body: {} })).json()) as { id: string }
    const first = await runTool(workstation, 'wait_a_bit', { expression: 'first' })
    expect(first.error).toBeNull()
    expect((await callRelic(workstation, 'kv_store.write', { key: 'name', value: 'Miso' }, session.id)).error).toBeNull()

    let isOver = false
    const outcomes: { id: string; status: string; code: string | null }[] = []
    const load = [1, 2, 3].map(async (lane) => {
      for (let number = 0; !isOver; number++) {
        const { runId, status, error } = await runTool(workstation, 'wait_a_bit', { expression: `${lane}.${number}` })
        outcomes.push({ id: runId, status, code: error?.code ?? null })
        // Without an engine the answer is a quick no.
        if (error) await sleep(200)
      }
    })
    for (let stop = 0; stop < stops; stop++) {
      await sleep(1_500)
      await engine.stop()
      // Said at once, while the engine is away.
      await within(10_000, 'a call says that no engine answers', async () =>
        ['ENGINE_UNAVAILABLE', 'TIER_UNAVAILABLE'].includes((await runTool(workstation, 'wait_a_bit', { expression: 'away' })).error?.code ?? ''),
      )
      await engine.start()
      await within(
        30_000,
        'tools run again by themselves',
        async () => (await runTool(workstation, 'wait_a_bit', { expression: 'back' })).status === 'done',
      )
    }
    isOver = true
    await Promise.all(load)
    for (const { status, code } of outcomes)
      expect(status === 'done' || ['ENGINE_UNAVAILABLE', 'ENGINE_FAILED', 'TIER_UNAVAILABLE'].includes(code ?? ''), `${status} ${code}`).toBe(true)
    expect(outcomes.some(({ status }) => status === 'done')).toBe(true)

    // Each run that was begun is told to its end.
    for (const { id, status } of outcomes.filter((one) => one.id)) {
      const { run } = (await (await workstation.fetch(`/runs/${id}`)).json()) as { run: { status: string } }
      expect(run.status).toBe(status)
    }
    const { runs } = (await (await workstation.fetch('/runs?status=running')).json()) as { runs: unknown[] }
    expect(runs).toEqual([])

    // The relic died with its engine, is started again, and has what it kept.
    const read = await callRelic(workstation, 'kv_store.read', { key: 'name' }, session.id)
    expect(read.output).toMatchObject({ value: 'Miso' })
    expect(await relicState(workstation, 'kv_store', session.id)).toBe('healthy')
  } finally {
    await engine.stop()
    await workstation.close()
    await engine.close()
  }
})
