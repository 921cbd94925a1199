import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { agent, temporaryFolder, testRegistry, tool } from '../registry.fixtures.ts'
import { folderOfLoneFile, folderOfText } from './lone-file.ts'
import { manifestInHead } from './script-head.ts'

const dropped = (name: string, text: string | Buffer) => ({ name, files: [{ path: name, contentBase64: Buffer.from(text).toString('base64') }] })

const script = `#!/usr/bin/env python3
# /// cortex
# description: Counts words.
# parameters:
#   type: object
#   properties: { text: { type: string } }
#
# permissions: { network: [api.example.com] }
# ///
import json, sys
`

test('a script with a manifest in its head becomes a tool of its own', async () => {
  await using at = await testRegistry({})
  const preview = await at.registry.preview(dropped('Word Count.py', script))
  expect(preview).toMatchObject({ name: 'word_count', canInstall: true, source: { type: 'file', from: 'Word Count.py' }, problems: [] })
  expect(preview.manifests).toMatchObject([{ name: 'word_count', description: 'Counts words.', rights: [{ text: 'Reaches api.example.com' }] }])
  const { folder } = await at.registry.install(preview.previewId)
  expect(readFileSync(`${folder}/Word Count.py`, 'utf8')).toBe(script)
  expect(at.registry.get('Tool', 'word_count')?.manifest.implementation).toEqual({ type: 'python', script: './Word Count.py' })
})

test.each([
  ['count.mjs', '// /// cortex\n// name: counter\n// ///\n', 'counter', 'node'],
  ['count.go', 'package main\n\n// /// cortex\n// description: Hi\n// ///\n', 'count', 'go'],
  ['count.sh', '#!/bin/bash\r\n# /// cortex\r\n# tags: [a]\r\n# ///\r\n', 'count', 'bash'],
])('%s names its language', async (fileName, text, name, type) => {
  await using at = await testRegistry({})
  const { previewId, problems } = await at.registry.preview(dropped(fileName, text))
  expect(problems).toEqual([])
  await at.registry.install(previewId)
  expect(at.registry.get('Tool', name)?.manifest.implementation.type).toBe(type)
})

test('what is wrong in the head of a script is told at its line, with the line', async () => {
  await using at = await testRegistry({})
  const { canInstall, problems } = await at.registry.preview(dropped('a.py', '# /// cortex\n# permisions: {}\n# ///\n'))
  expect(canInstall).toBe(false)
  expect(problems).toMatchObject([{ code: 'unknown-key', file: 'tool.yml', sourceLine: 'permisions: {}', fix: { replacement: 'permissions' } }])
})

test('a lone manifest goes by the name it declares, whatever its file is called', async () => {
  const source = temporaryFolder({
    'helper.agent.yml': agent('helper'),
    'x.md': `---\n${agent('writer')}---\nYou write.\n`,
    'notes.yaml': agent('noted'),
  })
  try {
    await using at = await testRegistry({})
    for (const [file, name, kept] of [
      ['helper.agent.yml', 'helper', 'agent.yml'],
      ['x.md', 'writer', 'x.md'],
      ['notes.yaml', 'noted', 'notes.yaml'],
    ] as const) {
      const preview = await at.registry.preview({ folder: source.at(file) })
      expect(preview).toMatchObject({ name, canInstall: true, source: { type: 'file' } })
      await at.registry.install(preview.previewId)
      expect(at.registry.get('Agent', name)?.file).toBe(at.at(`personal/${name}/${kept}`))
    }
    expect(at.registry.get('Agent', 'writer')?.body).toBe('You write.')
  } finally {
    source.remove()
  }
})

test('a lone tool.yml says that its script is missing', async () => {
  await using at = await testRegistry({})
  const preview = await at.registry.preview(dropped('adder.tool.yml', tool('adder')))
  expect(preview).toMatchObject({
    canInstall: false,
    problems: [{ code: 'missing-script', line: 3, sourceLine: expect.stringContaining('./main.py') }],
  })
})

const wrong: [name: string, text: string | Buffer, why: string][] = [
  ['model.gguf', 'GGUF', 'is a model. Drop it on the Models page'],
  ['pack.tar.gz', 'x', 'Unpack it and drop the folder'],
  ['chats.json', '{}', 'chats are imported from the Chats page'],
  ['photo.jpg', 'x', 'is no manifest'],
  ['README', 'x', 'is no manifest'],
  ['Dockerfile', 'FROM x', 'builds an image'],
  ['notes.md', '# Hi', 'Markdown without a manifest in its head'],
  ['main.py', 'print(1)', 'has no manifest in its head'],
  ['main.py', '# /// cortex\nprint(1)\n# ///', 'has no manifest in its head'],
  ['docker-compose.yml', 'services: {}', 'compose file'],
  ['pod.yaml', 'apiVersion: v1\nkind: Pod', 'for Kubernetes'],
  ['data.yaml', 'a: 1', 'is no manifest'],
  ['data.yaml', '[[[', 'cannot be read as YAML'],
  ['agent.yml', Buffer.from([0xff, 0xfe, 0]), 'not UTF-8'],
]
test.each(wrong)('a dropped %s (%j) says why not', async (name, text, why) => {
  await using at = await testRegistry({})
  expect(await at.registry.preview(dropped(name, text))).toMatchObject({ canInstall: false, reason: expect.stringContaining(why), manifests: [] })
})

test('pasted text is taken as what it looks like, also with the fence it had in a chat', async () => {
  await using at = await testRegistry({})
  const nameOf = async (text: string) => {
    const { previewId, canInstall, source } = await at.registry.preview({ text })
    expect(canInstall).toBe(true)
    expect(source?.type).toBe('text')
    return (await at.registry.install(previewId)).installed[0]
  }
  expect(await nameOf(agent('one'))).toEqual({ kind: 'Agent', name: 'one' })
  expect(await nameOf(`\`\`\`yaml\n${agent('two')}\`\`\``)).toEqual({ kind: 'Agent', name: 'two' })
  expect(await nameOf(`---\n${agent('three')}---\nYou are three.`)).toEqual({ kind: 'Agent', name: 'three' })
  expect(await nameOf('# /// cortex\n# name: four\n# ///\nprint("{}")\n')).toEqual({ kind: 'Tool', name: 'four' })
  expect(at.registry.get('Agent', 'three')?.body).toBe('You are three.')
  expect((await at.registry.preview({ text: '  ' })).reason).toBe('There is no text.')
  expect((await at.registry.preview({ text: 'hello' })).reason).toContain('is no manifest')
  expect(await at.registry.preview({ text: 'kind: Agent\nname: a\nfoo: 1\n' })).toMatchObject({
    canInstall: false,
    problems: [{ code: 'unknown-key', line: 3, column: 1, sourceLine: 'foo: 1' }],
  })
})

test('whatever is pasted or dropped alone, the answer is a folder of safe names or a reason', () => {
  const pieces = fc.constantFrom(
    '---\n',
    '# /// cortex\n',
    '# ///\n',
    'kind: Agent\n',
    'name: ../x\n',
    '```\n',
    '&a [*a]\n',
    '\0',
    '\t',
    'package main\n',
  )
  const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 8 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, fc.constantFrom('a.py', 'a.md', 'tool.yml', 'x.agent.yml', 'a.mjs'), (pasted, fileName) => {
      for (const found of [folderOfText(pasted, undefined), folderOfLoneFile(fileName, Buffer.from(pasted))]) {
        if ('reason' in found) expect(found.reason.length).toBeGreaterThan(10)
        else for (const file of found.files) expect(file.path).toMatch(/^[a-z]+\.\w+$/)
      }
    }),
    { numRuns: 500 },
  )
})

test('what stands between the marks comes back as it was written', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[ -~]{0,30}$/)), fc.constantFrom('#' as const, '//' as const), (lines, mark) => {
      const head = lines.map((line) => `${mark} ${line}`).filter((line) => line.trimEnd() !== `${mark} ///` && line.trimEnd() !== mark)
      const text = ['#!x', `${mark} /// cortex`, ...head, `${mark} ///`, 'code'].join('\n')
      expect(manifestInHead(text, mark)).toBe(head.map((line) => line.slice(mark.length + 1)).join('\n'))
    }),
  )
})
