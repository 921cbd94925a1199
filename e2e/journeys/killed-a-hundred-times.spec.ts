import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, startWorkstation, test, type Workstation } from '../workstation.ts'

const kills = Number(process.env.CORTEX_KILLS ?? 100)
const asks = [
  'what is 41 + 1?',
  'remember that my cat is called Miso',
  'what is my cat called?',
  'multiply 17 by 23',
  'what time is it in Tokyo?',
  'hello',
]

type Acknowledged = {
  /** By message: the text whose receipt was confirmed. */
  messages: Map<string, string>
  /** By run: every event that reached us, in order. */
  events: Map<string, string[]>
}

/** Reads server-sent events until the stream ends or the process behind it dies. */
async function* readEvents(response: Response): AsyncGenerator<Record<string, unknown>> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = block
        .split('\n')
        .filter((line) => line.startsWith('data: '))
        .map((line) => line.slice(6))
        .join('\n')
      if (data !== '' && block.includes('event: message')) yield JSON.parse(data)
    }
  }
}

/** Talks until the workstation is gone; everything it confirms is written down. */
async function talk(workstation: Workstation, sessionId: string, known: Acknowledged): Promise<void> {
  for (let turn = 0; ; turn++) {
    const text = `${asks[turn % asks.length]}`
    const sent = await workstation.fetch(`/sessions/${sessionId}/messages`, { method: 'POST', body: { text } })
    if (!sent.ok) throw new Error(`sending was refused: ${await sent.text()}`)
    const { userMessageId, runId } = (await sent.json()) as { userMessageId: string; runId: string }
    known.messages.set(userMessageId, text)
    const events: string[] = []
    known.events.set(runId, events)
    for await (const event of readEvents(await workstation.fetch(`/runs/${runId}/events`))) events.push(JSON.stringify(event))
    // The answer's row is settled a moment after its run.
    for (;;) {
      const session = (await (await workstation.fetch(`/sessions/${sessionId}`)).json()) as { activeRunId: string | null }
      if (session.activeRunId === null) break
    }
  }
}

async function check(workstation: Workstation, sessionId: string, known: Acknowledged, runs: Iterable<string>): Promise<void> {
  const messages = new Map<string, { status: string; parts: { text?: string }[] }>()
  for (let before = ''; ; ) {
    const page = (await (await workstation.fetch(`/agent/session/${sessionId}/history?limit=500${before}`)).json()) as {
      messages: { id: string; status: string; parts: { text?: string }[] }[]
      hasMore: boolean
    }
    for (const message of page.messages) messages.set(message.id, message)
    if (!page.hasMore) break
    before = `&before=${page.messages[0]?.id}`
  }
  for (const [id, text] of known.messages) expect(messages.get(id)?.parts[0]?.text, `message ${id}`).toBe(text)
  for (const [id, message] of messages) expect(message.status, `status of ${id}`).not.toBe('streaming')
  for (const runId of runs) {
    const stored: string[] = []
    for await (const event of readEvents(await workstation.fetch(`/runs/${runId}/events`))) stored.push(JSON.stringify(event))
    expect(stored.slice(0, known.events.get(runId)?.length)).toEqual(known.events.get(runId))
    expect(stored.map((event) => JSON.parse(event).seq)).toEqual(stored.map((_, index) => index + 1))
  }
}

// One loss in all these kills is a loss: it is not tried again.
test.describe.configure({ retries: 0 })

test(`killed ${kills} times at random moments, nothing acknowledged is lost`, async () => {
  test.setTimeout(kills * 20_000)
  const workstation = await startWorkstation()
  const known: Acknowledged = { messages: new Map(), events: new Map() }
  const session = (await (await workstation.fetch('/agent/assistant/session', { method: 'POST', body: {} })).json()) as { id: string }
  for (let kill = 0; kill < kills; kill++) {
    const before = new Set(known.events.keys())
    const talking = talk(workstation, session.id, known).catch((error: unknown) => error)
    // From before the model is loaded to after several turns.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 2_500))
    await workstation.kill()
    const why = await talking
    expect(String(why), 'only the kill ends the talk').toMatch(/fetch failed|terminated|socket|ECONN/i)
    await workstation.restart()
    await check(
      workstation,
      session.id,
      known,
      [...known.events.keys()].filter((runId) => !before.has(runId)),
    )
  }
  await check(workstation, session.id, known, known.events.keys())
  await workstation.restart('SIGTERM')
  const database = new Database(join(workstation.dataFolder, 'cortex.db'), { readonly: true })
  expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(database.pragma('foreign_key_check')).toEqual([])
  database.close()
  expect(known.messages.size).toBeGreaterThan(kills / 4)
  console.log(`${known.messages.size} messages and ${[...known.events.values()].flat().length} events were acknowledged; all are there`)
  await workstation.close()
})
