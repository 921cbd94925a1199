import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeChats } from './stored-chats.ts'
import { startWorkstation, type Workstation } from './workstation.ts'

/** Whether a container engine answers here, with what images of the journeys are built on. */
export function hasContainerEngine(): boolean {
  try {
    execFileSync('docker', ['image', 'inspect', 'cortex-base/python:3', 'cortex-base/redis:7'], { stdio: 'ignore', timeout: 20_000 })
    return true
  } catch {
    return false
  }
}

export type FullContainerWorkstation = Workstation & {
  /** Ids of chats: `store` has a relic at work, `plain` has none. */
  readonly chats: Record<string, string>
  /** Changes the code of a tool, so that its next call has to build, and asks for that call in a new chat. Gives the chat's id. */
  askForBuild(): Promise<string>
  close(): Promise<void>
}

const tool = (name: string, build: string) => `kind: Tool
name: ${name}
description: Counts words.
implementation: { type: python, script: ./main.py }
${build}
parameters: { type: object, properties: { text: { type: string } }, required: [text] }
`
const script = 'import json, sys\nprint(json.dumps({"count": len(json.load(sys.stdin)["text"].split())}))\n'

/** A workstation with an engine and something in every state: images built, missing and failed; relics up, stopped and never started. */
export async function startFullContainerWorkstation(): Promise<FullContainerWorkstation> {
  const manifests = mkdtempSync(join(tmpdir(), 'cortex-containers-'))
  cpSync(join(import.meta.dirname, 'fixtures/four-languages/slugify'), join(manifests, 'slugify'), { recursive: true })
  const builds = {
    never_built: 'build: { engine: pip, dependencies: ["python-slugify==8.0.4"] }',
    bad_build: 'build: { engine: pip, dependencies: ["python-slugify==99.0.0"] }',
  }
  for (const [name, build] of Object.entries(builds)) {
    mkdirSync(join(manifests, name))
    writeFileSync(join(manifests, name, 'tool.yml'), tool(name, build))
    writeFileSync(join(manifests, name, 'main.py'), script)
  }
  const changeCode = () => writeFileSync(join(manifests, 'new_words/main.py'), `# ${Date.now()}\n${script}`)
  mkdirSync(join(manifests, 'new_words'))
  writeFileSync(join(manifests, 'new_words/tool.yml'), tool('new_words', ''))
  changeCode()
  mkdirSync(join(manifests, 'ask_new_words'))
  writeFileSync(
    join(manifests, 'ask_new_words/agent.yml'),
    'kind: Agent\nname: ask_new_words\ndescription: Has one tool.\npersona: You are helpful.\nmodel: { temperature: 0 }\ntools: [new_words]\n',
  )
  const chats: Record<string, string> = {}
  const workstation = await startWorkstation({
    hasContainers: true,
    arguments: ['--manifests', manifests],
    async prepare(dataFolder) {
      const said = { role: 'user' as const, parts: 'Remember the code name of the project' }
      const stored = [
        { title: 'Plans for the garden', messages: [said] },
        { title: 'A code name to remember', agent: 'note_keeper', messages: [said] },
      ]
      const [plain, store] = await storeChats(dataFolder, stored)
      Object.assign(chats, { plain, store })
    },
  })
  const post = async (path: string, body: object) => (await workstation.fetch(path, { method: 'POST', body })).json()
  const relic = (name: string, input: object) => post('/runs', { kind: 'relic', name, input, sessionId: chats.store, approve: true })
  await Promise.all([
    post('/containers/build/tool', { name: 'slugify' }),
    post('/containers/build/tool', { name: 'bad_build' }),
    relic('kv_store.write', { key: 'code-name', value: 'heron' }),
  ])
  await post('/deploy/relic', { name: 'sql_store', sessionId: chats.store })
  await post('/relics/sql_store/stop', { name: 'sql_store', sessionId: chats.store })
  const end = workstation.close
  return Object.assign(workstation, {
    chats,
    async askForBuild() {
      changeCode()
      await post('/registry/sync', {})
      const { id } = (await post('/agent/ask_new_words/session', {})) as { id: string }
      await post(`/sessions/${id}/messages`, { text: 'How many words are in “the quick brown fox”?' })
      return id
    },
    async close() {
      await end()
      rmSync(manifests, { recursive: true, force: true })
    },
  })
}
