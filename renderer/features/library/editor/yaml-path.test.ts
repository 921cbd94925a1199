import { expect, test } from 'vitest'
import { yamlPlace } from './yaml-path.ts'

/** The cursor stands at the `|`. */
const placeIn = (text: string, isMarkdown = false) => {
  const found = yamlPlace(text.replace('|', ''), text.indexOf('|'), isMarkdown)
  return found && `${found.path.join('.')} ${found.writes} from ${text.slice(found.from, text.indexOf('|'))}`
}

test.each([
  ['|', ' key from '],
  ['ki|', ' key from ki'],
  ['kind: |', 'kind value from '],
  ['kind: To|', 'kind value from To'],
  ['a:\n  b|', 'a key from b'],
  ['a:\n  b:\n    c: 1\n  d|', 'a key from d'],
  ['implementation: { type: no|', 'implementation.type value from no'],
  ['implementation: { type: node, scr|', 'implementation key from scr'],
  ['implementation: { type: node }\npar|', ' key from par'],
  ['tools:\n  - |', 'tools.- key from '],
  ['tools:\n- na|', 'tools.- key from na'],
  ['tests:\n  - name: x\n    wi|', 'tests.- key from wi'],
  ['tests:\n  - name: x\n    with: { a: 1 }\nname: |', 'name value from '],
  ['permissions:\n  network: [a, b|', 'permissions.network.- value from b'],
  ['permissions:\n  filesystem: [{ path: x, mo|', 'permissions.filesystem.- key from mo'],
])('%s', (text, expected) => expect(placeIn(text)).toBe(expected))

test('nothing is offered in comments, in texts of many lines, and below the head of a Markdown file', () => {
  expect(placeIn('a: 1 # ki|')).toBeNull()
  expect(placeIn('prompt: |-\n  so|'.replace('|-', '>'))).toBeNull()
  expect(placeIn('---\nkind: Agent\n---\nna|', true)).toBeNull()
  expect(placeIn('---\nkind: A|', true)).toBe('kind value from A')
})
