import { once } from 'node:events'
import type { RunKind } from '../../contract/runs.ts'
import { newId } from '../../kernel/ids.ts'
import type { Client } from '../router.ts'
import type { CreateCore, Place } from '../workstation/connect.ts'
import { serveWorkstation } from '../workstation/serve.ts'
import { whileAsking } from './approvals.ts'
import * as print from './print.ts'
import type { Terminal } from './terminal.ts'

type Run = { kind: RunKind; name: string; input: unknown; yes?: true; json: boolean }

/** One run and its outcome. What never began has the same shape. Resolves with whether it is done. */
export async function runOnce(client: Client, terminal: Terminal, { kind, name, input, yes, json }: Run): Promise<boolean> {
  const id = newId('run')
  const { status, output, error, runId, tier, durationMs } = await whileAsking(
    client,
    terminal,
    ({ rootId }) => rootId === id,
    () => client.runs.execute({ kind, name, input, runId: id, ...(yes ? { approve: true } : {}) }, { signal: terminal.ended }),
  ).catch(print.failedRun)
  if (json) await terminal.out(print.json({ status, output, error, runId, tier, durationMs }))
  else if (status === 'done') await terminal.out(print.outputText(output))
  if (error) terminal.warn(error.message)
  return status === 'done'
}

export async function followLogs(
  client: Client,
  terminal: Terminal,
  name: string,
  given: { session?: string; follow?: true; json: boolean },
): Promise<boolean> {
  const one = (await client.relics.status({ name })).instances.find(({ sessionId }) => given.session === undefined || sessionId === given.session)
  if (!one) throw new Error(`${name} is not at work${given.session === undefined ? '' : ' in that chat'}.`)
  for await (const entry of await client.relics.logs({ id: one.id, follow: given.follow ?? false }, { signal: terminal.ended }))
    await terminal.out(given.json ? print.json(entry) : `${entry.line}\n`)
  return true
}

/** Runs a workstation without a window until the command is ended. */
export async function serve(
  place: Place,
  createCore: CreateCore,
  terminal: Terminal,
  { port, json }: { port: number; json: boolean },
): Promise<void> {
  const { url, token, pageUrl, failed, close } = await serveWorkstation(place, createCore, { port })
  try {
    await terminal.out(json ? print.json({ url, token }) : `Cortex is at ${pageUrl}\nCtrl-C stops it.\n`)
    if (!terminal.ended.aborted) await Promise.race([once(terminal.ended, 'abort'), failed])
  } finally {
    await close()
  }
}
