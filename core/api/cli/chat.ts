import type { TurnEnd } from '../../contract/runs.ts'
import { newId } from '../../kernel/ids.ts'
import type { Client } from '../router.ts'
import { whileAsking } from './approvals.ts'
import { errorOf } from './failure.ts'
import { eventNote } from './print.ts'
import type { Terminal } from './terminal.ts'

type Options = { json: boolean; yes: boolean; session?: string | undefined }

/** One message and its answer, or, without a message, a conversation line by line. Returns whether all turns went well. */
export async function chat(client: Client, terminal: Terminal, agent: string, message: string | undefined, options: Options): Promise<boolean> {
  const id = options.session ?? (await started(client, terminal, agent, options))?.id
  if (id === undefined) return false
  if (options.session !== undefined) await client.sessions.update({ id, agent })
  if (message !== undefined) return await turn(client, terminal, id, message, options)
  let isWell = true
  terminal.warn(`Chat ${id} with ${agent}. Ctrl-C stops an answer, Ctrl-D ends the chat.`)
  for await (const line of terminal.lines('> ')) if (line.trim()) isWell = (await turn(client, terminal, id, line, options)) && isWell
  return isWell
}

async function started(client: Client, terminal: Terminal, agent: string, options: Options) {
  try {
    return await client.sessions.create({ agent })
  } catch (error) {
    if (options.json) await terminal.out(`${JSON.stringify(failedTurn(null, error))}\n`)
    throw error
  }
}

async function turn(client: Client, terminal: Terminal, id: string, text: string, { json, yes }: Options): Promise<boolean> {
  const takeBack = terminal.onInterrupt(() => void client.sessions.stop({ id }).catch(() => {}))
  const follow = async (): Promise<TurnEnd> => {
    const message = { id, text, messageId: newId('msg'), ...(yes ? { approve: true } : {}) }
    let end: TurnEnd | undefined
    for await (const event of await client.sessions.send(message, { signal: terminal.ended })) {
      if (json) await terminal.out(`${JSON.stringify(event)}\n`)
      else if (event.type === 'text.delta' && event.runId === event.rootId) await terminal.out(event.text)
      else if ('seq' in event) note(terminal, eventNote(event))
      if ('toolCalls' in event) end = event
    }
    if (!end) throw new Error('The answer ended early.')
    return end
  }
  try {
    const end = await whileAsking(client, terminal, (approval) => approval.sessionId === id, follow)
    if (!json) await terminal.out('\n')
    if (end.error) terminal.warn(end.error.message)
    return end.type === 'turn.finished'
  } catch (error) {
    if (json) await terminal.out(`${JSON.stringify(failedTurn(id, error))}\n`)
    throw error
  } finally {
    takeBack()
  }
}

const note = (terminal: Terminal, text: string | null): void => {
  if (text !== null) terminal.warn(text)
}

/** The last line of a turn that did not get as far as to have an end of its own. */
const failedTurn = (sessionId: string | null, error: unknown) => ({
  ...{ type: 'turn.failed', text: '', sessionId, runId: null, toolCalls: [], usage: { inputTokens: 0, outputTokens: 0, costUsd: 0 } },
  error: errorOf(error),
})
