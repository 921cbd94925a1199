import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeTool } from './own-manifests.ts'
import type { Workstation } from './workstation.ts'

/** A folder with `wait_a_bit`, a tool that takes from nothing to two seconds and gives its number back. */
export function waitingTool(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-load-'))
  writeTool(folder, {
    name: 'wait_a_bit',
    script: 'await new Promise((resolve) => setTimeout(resolve, Math.random() * 2000))\nconsole.log(JSON.stringify({ number: input.expression }))\n',
  })
  return folder
}

type Fault = { code: string; message: string }
type Result = { status: string; output: unknown; error: Fault | null; runId: string; tier: string | null }

/** The outcome of a run; what was refused before a run began has the same shape. */
async function outcomeOf(answer: Response): Promise<Result> {
  const body = (await answer.json()) as Result | Fault
  return 'runId' in body ? body : { status: 'failed', output: null, error: body, runId: '', tier: null }
}

export const runTool = async (workstation: Workstation, name: string, parameters: object): Promise<Result> =>
  outcomeOf(await workstation.fetch('/containers/tool/execute', { method: 'POST', body: { name, parameters, approve: true } }))

/** Calls an endpoint such as `kv_store.read` for a chat, as its agent would. */
export const callRelic = async (workstation: Workstation, name: string, input: object, sessionId: string): Promise<Result> =>
  outcomeOf(await workstation.fetch('/runs', { method: 'POST', body: { kind: 'relic', name, input, sessionId, approve: true } }))

/** The state of a chat's relic; null when it is at work nowhere. */
export async function relicState(workstation: Workstation, name: string, sessionId: string): Promise<string | null> {
  const answer = await workstation.fetch(`/relics/${name}/status`)
  const { instances = [] } = (await answer.json()) as { instances?: { sessionId: string | null; state: string }[] }
  return instances.find((one) => one.sessionId === sessionId)?.state ?? null
}

/** Waits until `isSo`; throws with `what` after `withinMs`. Returns how long it took, in ms. */
export async function within(withinMs: number, what: string, isSo: () => Promise<boolean> | boolean): Promise<number> {
  const startedAt = Date.now()
  while (!(await isSo())) {
    if (Date.now() - startedAt > withinMs) throw new Error(`not within ${withinMs / 1000} s: ${what}`)
    await sleep(100)
  }
  return Date.now() - startedAt
}
