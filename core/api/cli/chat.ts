import type { TurnEnd } from '../../contract/runs.ts'
import { newId } from '../../kernel/ids.ts'
import type { Client } from '../router.ts'
import { whileAsking } from './approvals.ts'
import * as print from './print.ts'
import type { Terminal } from './terminal.ts'

type Options = { json: boolean; yes?: true; session?: string }

/** One message and its answer, or, without a message, a conversation line by line. Returns whether all turns went well. */
export async function chat(client: Client, terminal: Terminal, agent: string, message: string | undefined, options: Options): Promise<boolean> {
  let id = options.session ?? null
  try {
    if (id !== null) await client.sessions.update({ id, agent })
    else id = (await client.sessions.create({ agent })).id
    if (message !== undefined) return await turn(client, terminal, id, message, options)
    terminal.warn(`Chat ${id} with ${agent}. Ctrl-C stops an answer, Ctrl-D ends the chat.`)
    let isWell = true
    for await (const line of terminal.lines('> ')) if (line.trim()) isWell = (await turn(client, terminal, id, line, options)) && isWell
    return isWell
  } catch (error) {
    if (options.json) await terminal.out(print.json(print.failedTurn(id, error)))
    throw error
  }
}

async function turn(client: Client, terminal: Terminal, id: string, text: string, { json, yes }: Options): Promise<boolean> {
  const takeBack = terminal.onInterrupt(() => void client.sessions.stop({ id }).catch(() => {}))
  const follow = async (): Promise<TurnEnd> => {
    let end: TurnEnd | undefined
    const message = { id, text, messageId: newId('msg'), ...(yes ? { approve: true } : {}) }
    for await (const event of await client.sessions.send(message, { signal: terminal.ended })) {
      const note = 'seq' in event ? print.eventNote(event) : null
      if (json) await terminal.out(print.json(event))
      else if (event.type === 'text.delta' && event.runId === event.rootId) await terminal.out(event.text)
      else if (note !== null) terminal.warn(note)
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
  } finally {
    takeBack()
  }
}
