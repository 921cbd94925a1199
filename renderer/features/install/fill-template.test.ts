import { expect, test } from 'vitest'
import { fillTemplate, type Template } from './fill-template.ts'

const template: Template = {
  id: 'tool-node',
  kind: 'Tool',
  title: 'Tool in JavaScript',
  description: 'A script.',
  language: 'node',
  placeholder: 'my_tool',
  example: 'Counts.',
  files: [
    { path: 'tool.yml', text: '# yaml-language-server: $schema=../x\nkind: Tool\nname: my_tool\ndescription: Counts.\n' },
    { path: 'main.mjs', text: '// my_tool\ndescription: stays\n' },
  ],
}

test('the name goes into every file, the description into the manifest alone', () => {
  expect(fillTemplate(template, 'word_count', ' Says "hi" $& ')).toEqual([
    { path: 'tool.yml', text: 'kind: Tool\nname: word_count\ndescription: "Says \\"hi\\" $&"\n' },
    { path: 'main.mjs', text: '// word_count\ndescription: stays\n' },
  ])
})

test('without a name or a description the example stays', () => {
  expect(fillTemplate(template, '', '')[0]?.text).toBe('kind: Tool\nname: my_tool\ndescription: Counts.\n')
  expect(fillTemplate({ ...template, example: null }, 'a', 'given')[0]?.text).toContain('description: Counts.')
})
