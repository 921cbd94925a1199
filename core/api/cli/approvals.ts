import type { Approval } from '../../contract/safety.ts'
import type { Client } from '../router.ts'
import { askText } from './print.ts'
import type { Terminal } from './terminal.ts'

/**
 * While `work` is under way, asks the person about what it waits for; without a clear yes it is a no. `isOurs` tells its approvals
 * from those of others who use the same workstation. Where nobody can be asked it does not listen, so that the core knows that.
 */
export async function whileAsking<T>(
  client: Client,
  terminal: Terminal,
  isOurs: (approval: Approval) => boolean,
  work: () => Promise<T>,
): Promise<T> {
  if (!terminal.isInteractive) return await work()
  const done = new AbortController()
  const changes = await client.system.events({}, { signal: done.signal })
  const asking = (async () => {
    for await (const { type } of changes) {
      if (type !== 'approvals.changed' && type !== 'resync') continue
      for (const approval of (await client.safety.list({})).approvals) {
        if (!isOurs(approval)) continue
        const answer = (await terminal.ask(askText(approval))) ?? ''
        await client.safety.decide({ id: approval.id, decision: /^y(es)?$/i.test(answer.trim()) ? 'once' : 'deny' })
      }
    }
  })().catch((error: unknown) => {
    if (!done.signal.aborted) throw error
  })
  try {
    return await Promise.race([work(), asking.then(() => new Promise<never>(() => {}))])
  } finally {
    done.abort()
  }
}
