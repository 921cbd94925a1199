import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePart } from '../core/contract/sessions.ts'
import { writeTool } from './own-manifests.ts'
import { type StoredChat, storeChats } from './stored-chats.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

const at = '2026-01-05T09:00:00.000Z'
type ToolPart = Extract<MessagePart, { type: 'tool' }>
const call = (name: string, args: unknown, rest: Partial<ToolPart>): ToolPart => ({
  ...{ type: 'tool', callId: `${name}-1`, toolRunId: null, name, arguments: args, tier: 'wasm', status: 'done', asks: [], logs: [] },
  ...{ result: null, error: null, startedAt: at, durationMs: 41, ...rest },
})

const markdown = `Here is what the two folders hold. The first is **larger**, but most of it is [generated](https://example.com/why).

\`\`\`ts
const total = files.reduce((sum, file) => sum + file.sizeBytes, 0)
console.log(\`\${total} bytes in \${files.length} files, counted without following any links to places that are elsewhere\`)
\`\`\`

| Folder | Files | Size | Last change |
| --- | ---: | ---: | --- |
| core | 214 | 1.2 MB | today |
| renderer | 131 | 640 kB | yesterday |

1. Delete \`out/\`, it is built again.
2. Keep the rest.

> Nothing was changed.

![A chart](https://example.com/chart.png)
`

const formulas = `The area under $x^2$ from 0 to 1, where one costs $5 and two cost $10:

$$
\\int_0^1 x^2 \\, dx = \\frac{1}{3}
$$

\`\`\`mermaid
flowchart LR
  A[Question] --> B{Known?}
  B -->|yes| C[Answer]
  B -->|no| D[Search]
  D --> B
\`\`\`

\`\`\`mermaid
flowchart LR
  A -- oops
\`\`\`

![Gone](artifact:art_00000000000000000000000000000000)
`

const said = (parts: string) => ({ role: 'user' as const, parts })
const answered = (parts: MessagePart[] | string) => ({
  ...{ role: 'assistant' as const, parts, model: 'llama/spark', usage: { inputTokens: 812, outputTokens: 164, costUsd: 0 } },
})
const pictures = 'From elsewhere: ![An otter](https://example.com/otter.jpg)\n\nFrom here: ![A neighbour](http://127.0.0.1/secret.png)'
const searchResults = [
  { title: 'Otters of the river', url: 'https://example.com/otters', visits: 12_400 },
  { title: 'What an otter eats in winter, when the water is frozen', url: 'https://example.com/winter', visits: 310 },
]

const stored: Record<string, StoredChat> = {
  older: { title: 'A name that is much longer than the list is wide, so it must be cut', messages: [said('hello'), answered('Hello.')] },
  failed: {
    title: 'Failed',
    messages: [
      said('Summarise the report'),
      {
        ...answered('The report begins with'),
        ...{ status: 'failed', error: { code: 'PROVIDER_UNREACHABLE', message: 'Ollama does not answer at http://127.0.0.1:11434. Start Ollama.' } },
      },
    ],
  },
  stopped: { title: 'Stopped', messages: [said('Count to a million'), { ...answered('One, two, three'), status: 'cancelled' }] },
  interrupted: { title: 'Cut off', messages: [said('Tell me a long story'), { ...answered('Once upon a time'), status: 'interrupted' }] },
  formulas: { title: 'Formulas and diagrams', messages: [said('Show me an area'), answered(formulas)] },
  pictures: { title: 'Pictures', messages: [said('Show me an otter'), answered(pictures)] },
  markdown: { title: 'Two folders', messages: [said('What is in the two folders?'), answered(markdown)] },
  tools: {
    title: 'Many tools',
    messages: [
      said('Find otters, then read the page'),
      answered([
        { type: 'thinking', text: 'The person wants two things. Search first.', startedAt: at, durationMs: 2_100 },
        call('web_search', { query: 'otters' }, { result: searchResults, durationMs: 812 }),
        call('calculator', { expression: '12400 / 310' }, { result: { result: 40 }, durationMs: 4 }),
        call(
          'http_request',
          { url: 'https://example.com/winter' },
          {
            ...{ status: 'failed', logs: ['asking example.com', 'waiting for an answer'], durationMs: 30_000, result: null },
            error: { code: 'TIMEOUT', message: 'http_request did not end within 30 s and was ended.' },
          },
        ),
        call('file_ops', { path: './notes' }, { status: 'cancelled', durationMs: 900 }),
        call(
          'export',
          { as: 'csv' },
          { result: { name: 'otters.csv', mimeType: 'text/csv', data: btoa('month,visits\n1,12400\n') }, durationMs: 12 },
        ),
        { type: 'text', text: 'Otters are read about **40 times** as often as their winter food.' },
      ]),
    ],
  },
}

export type FullWorkstation = Workstation & {
  /** Ids of chats by what they show; `twice`, `waiting` and `running` once `askLive` was called. */
  readonly chats: Record<string, string>
  /** Starts what has to be under way: an answer that waits for a yes and one whose tool never ends. A page must be open to answer. */
  askLive(): Promise<void>
  close(): Promise<void>
}

/** A workstation with something on every screen: chats in each state, good and broken manifests, runs. */
export async function startFullWorkstation(): Promise<FullWorkstation> {
  const manifests = mkdtempSync(join(tmpdir(), 'cortex-manifests-'))
  writeTool(manifests, { name: 'far_sum', network: ['sums.example.com'], script: 'console.log(42)\n' })
  writeTool(manifests, {
    ...{ name: 'endless_sum', timeout: '10m' },
    script: 'for (let step = 1; ; step++) {\n  console.error("step " + step)\n  await new Promise((resolve) => setTimeout(resolve, 1000))\n}\n',
  })
  writeTool(manifests, { name: 'broken_sum', script: "console.error('about to divide')\nthrow new Error('the divisor is zero')\n" })
  writeTool(manifests, { name: 'shell_sum', language: 'bash', script: 'echo 42\n' })
  writeFileSync(join(manifests, 'lost.tool.yml'), 'kind: Tool\nname: lost\nimplementation: { type: node, script: ./nowhere.mjs }\n')
  writeFileSync(
    join(manifests, 'ask_far_sum/agent.yml'),
    'kind: Agent\nname: ask_far_sum\ndescription: Misses a tool.\npersona: You help.\ntools: [far_sum, gone]\n',
  )
  mkdirSync(join(manifests, 'half_store'))
  writeFileSync(join(manifests, 'half_store/relic.yml'), 'kind: Relic\nname: half_store\nservice: { image: "redis:7", volumez: [/data] }\n')
  const chats: Record<string, string> = {}
  const workstation = await startWorkstation({
    arguments: ['--manifests', manifests],
    async prepare(dataFolder) {
      const ids = await storeChats(dataFolder, Object.values(stored))
      Object.keys(stored).forEach((key, index) => {
        chats[key] = String(ids[index])
      })
    },
  })
  const ask = async (key: string, agent: string) => {
    const { id } = (await (await workstation.fetch(`/agent/${agent}/session`, { method: 'POST', body: {} })).json()) as { id: string }
    await workstation.fetch(`/sessions/${id}/messages`, { method: 'POST', body: { text: 'what is 41 + 1?' } })
    chats[key] = id
  }
  /** Answered twice, as two models would. */
  const answerTwice = async () => {
    const { id } = (await (await workstation.fetch('/agent/assistant/session', { method: 'POST', body: {} })).json()) as { id: string }
    const isIdle = async () => ((await (await workstation.fetch(`/sessions/${id}`)).json()) as { activeRunId: string | null }).activeRunId === null
    const sent = await workstation.fetch(`/sessions/${id}/messages`, { method: 'POST', body: { text: 'what is 41 + 1?' } })
    const { assistantMessageId } = (await sent.json()) as { assistantMessageId: string }
    while (!(await isIdle())) await new Promise((resolve) => setTimeout(resolve, 200))
    await workstation.fetch(`/sessions/${id}/retry`, { method: 'POST', body: { messageId: assistantMessageId } })
    while (!(await isIdle())) await new Promise((resolve) => setTimeout(resolve, 200))
    chats.twice = id
  }
  const end = workstation.close
  return Object.assign(workstation, {
    chats,
    async askLive() {
      await answerTwice()
      await ask('waiting', 'ask_far_sum')
      await ask('running', 'ask_endless_sum')
    },
    async close() {
      await end()
      rmSync(manifests, { recursive: true, force: true })
    },
  })
}
