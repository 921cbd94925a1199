import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from './workstation.ts'

type Tool = {
  name: string
  description?: string
  /** The body of its script; `input` is what was sent. */
  script: string
  language?: 'node' | 'bash'
  /** Its only parameter. The demo model fills `expression` for a sum and `text` for a question about words. */
  parameter?: string
  network?: string[]
  timeout?: string
}

const extensions = { node: 'mjs', bash: 'sh' }

/** Writes a tool, and an agent `ask_<name>` that has it and nothing else. */
export function writeTool(folder: string, tool: Tool): void {
  const { name, language = 'node', parameter = 'expression' } = tool
  const script = `main.${extensions[language]}`
  mkdirSync(join(folder, name), { recursive: true })
  const lines = [
    'kind: Tool',
    `name: ${name}`,
    `description: ${tool.description ?? 'Computes an arithmetic expression.'}`,
    `implementation: { type: ${language}, script: ./${script} }`,
    `parameters: { type: object, properties: { ${parameter}: { type: string } }, required: [${parameter}] }`,
    ...(tool.network ? [`permissions: { network: ${JSON.stringify(tool.network)} }`] : []),
    ...(tool.timeout ? [`resources: { timeout: ${tool.timeout} }`] : []),
  ]
  writeFileSync(join(folder, name, 'tool.yml'), `${lines.join('\n')}\n`)
  const head = "import { readFileSync } from 'node:fs'\nconst input = JSON.parse(readFileSync(0, 'utf8'))\n"
  writeFileSync(join(folder, name, script), language === 'node' ? head + tool.script : tool.script)
  mkdirSync(join(folder, `ask_${name}`), { recursive: true })
  const agent = `kind: Agent\nname: ask_${name}\ndescription: Has one tool.\npersona: You are helpful.\nmodel: { temperature: 0 }\ntools: [${name}]\n`
  writeFileSync(join(folder, `ask_${name}`, 'agent.yml'), agent)
}

/** A workstation with a folder of manifests of the journey's own; a spec says what is in it by overriding `tools`. */
export const test = base.extend<{ manifests: string; tools: Tool[] }>({
  tools: [[], { option: true }],
  manifests: async ({ tools }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'cortex-manifests-'))
    for (const tool of tools) writeTool(folder, tool)
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  workstationOptions: async ({ manifests }, use) => {
    await use({ arguments: ['--manifests', manifests] })
  },
})
