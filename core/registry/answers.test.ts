import { expect, test } from 'vitest'
import { registryContract } from '../contract/registry.ts'
import { templatesFolder } from '../folders.ts'
import { registryAnswers } from './answers.ts'
import { agent, testRegistry, tool } from './registry.fixtures.ts'

type Name = keyof ReturnType<typeof registryAnswers>

test('every answer is what the contract promises, nothing added and nothing lost', async () => {
  await using at = await testRegistry(
    { 'bundled/t/tool.yml': tool('shipped'), 'bundled/t/main.py': 'x', 'personal/a/agent.yml': agent('a', 'tools: [shiped]\n') },
    { templatesFolder: templatesFolder({}), openPath: async () => {} },
  )
  const answers = registryAnswers(at.registry)
  const asked = new Set<Name>()
  const ask = async <N extends Name>(name: N, input?: unknown): Promise<Awaited<ReturnType<(typeof answers)[N]>>> => {
    asked.add(name)
    const { inputSchema, outputSchema } = registryContract[name]['~orpc']
    const given = inputSchema?.parse(input)
    const answer = await (answers[name] as (given: unknown) => unknown)(given)
    expect([name, outputSchema?.parse(answer)]).toEqual([name, answer])
    return answer as never
  }
  await ask('sync')
  await ask('graph', {})
  await ask('dependencies', { kind: 'agent', name: 'a' })
  await ask('validate', { folder: at.at('personal') })
  const { previewId } = await ask('preview', { text: agent('b') })
  await ask('preview', { text: 'no manifest' })
  await ask('install', { previewId })
  await ask('create', { template: 'tool-node', name: 'fresh' })
  await ask('templates')
  await ask('customise', { kind: 'Tool', name: 'shipped' })
  const { manifests } = await ask('list', {})
  expect(manifests.map((one) => one.name).sort()).toEqual(['a', 'b', 'fresh', 'shipped'])
  await ask('get', { kind: 'tool', name: 'shipped' })
  const { digest, text } = await ask('file', { kind: 'tool', name: 'shipped' })
  await ask('writeFile', { kind: 'tool', name: 'shipped', text: `${text}description: x\n`, digest })
  await ask('check', { kind: 'tool', name: 'shipped', text: 'kind: Tool\nname: shipped\n' })
  await ask('schema', { kind: 'workflow' })
  await ask('open', { kind: 'agent', name: 'a' })
  const { undo } = await ask('remove', { kind: 'agent', name: 'a' })
  await ask('trash')
  await ask('restore', { id: undo })
  expect([...asked].sort()).toEqual(Object.keys(answers).sort())
  expect(Object.keys(registryContract).sort()).toEqual([...Object.keys(answers), 'trust'].sort())
})
