import { mkdirSync, symlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Problem } from '../contract/registry.ts'
import { temporaryFolder } from './registry.fixtures.ts'
import { validateFolder } from './validate.ts'

/** The problems of one manifest file in a folder that also holds main.py, as "code line:column-endColumn". */
async function problemsOf(fileName: string, text: string | Buffer): Promise<Problem[]> {
  const folder = temporaryFolder({ [fileName]: text, 'main.py': '', 'persona.md': 'Hi', 'docker-compose.yml': '' })
  try {
    return (await validateFolder(folder.path)).problems
  } finally {
    folder.remove()
  }
}
const short = ({ code, line, column, endColumn, fix }: Problem) =>
  `${code} ${line}:${column}-${endColumn ?? ''}${fix ? ` => ${fix.replacement}` : ''}`

const head = 'kind: Tool\nname: t\nimplementation: { type: python, script: main.py }\n'
const relic = 'kind: Relic\nname: r\n'
const agent = 'kind: Agent\nname: a\n'
const flow = 'kind: Workflow\nname: w\nsteps:\n'

const cases: [what: string, file: string, text: string, expected: string[]][] = [
  ['an unknown key names the nearest one', 'tool.yml', `${head}permisions: {}\n`, ['unknown-key 4:1-11 => permissions']],
  [
    'an unknown key inside names the nearest there',
    'tool.yml',
    'kind: Tool\nname: t\nimplementation: { type: python, scrip: main.py }\n',
    ['unknown-key 3:33-38 => script'],
  ],
  ['a missing key is told at its parent', 'tool.yml', 'kind: Tool\nname: t\nimplementation: { type: python }\n', ['missing-key 3:1-15']],
  ['a missing key of the manifest is told at its first line', 'tool.yml', 'kind: Tool\nname: t\n', ['missing-key 1:1-5']],
  ['a wrong value names the nearest', 'tool.yml', head.replace('python', 'pyton'), ['bad-value 3:25-30 => python']],
  ['text for a list can be put in brackets', 'tool.yml', `${head}tags: web\n`, ['wrong-type 4:7-10 => ["web"]']],
  ['a number for text can be quoted', 'tool.yml', `${head}author: 5\n`, ['wrong-type 4:9-10 => "5"']],
  ['a name with capitals is offered as one without', 'tool.yml', head.replace('name: t', 'name: My Tool'), ['bad-name 2:7-14 => my_tool']],
  ['a bare number is no duration', 'tool.yml', `${head}resources: { timeout: 30 }\n`, ['bad-duration 4:23-25 => 30s']],
  ['a duration with a long unit', 'tool.yml', `${head}resources: { timeout: 30 sec }\n`, ['bad-duration 4:23-29 => 30s']],
  ['a size that is none', 'tool.yml', `${head}resources: { memory: lots }\n`, ['bad-size 4:22-26']],
  ['a host with a scheme', 'tool.yml', `${head}permissions: { network: ["https://x.org/"] }\n`, ['bad-value 4:26-42']],
  ['kind in lower case', 'tool.yml', head.replace('Tool', 'tool'), ['unknown-kind 1:7-11 => Tool']],
  ['kind forgotten', 'tool.yml', head.replace('kind: Tool\n', ''), ['missing-key 1:1-5']],
  ['an empty file', 'agent.yml', '', ['wrong-type 1:1-']],
  ['a list instead of a mapping', 'agent.yml', '- a\n', ['wrong-type 1:1-4']],
  ['a missing script', 'tool.yml', head.replace('main.py', 'mian.py'), ['missing-script 3:41-48 => main.py']],
  ['a script above the folder', 'tool.yml', head.replace('main.py', '../main.py'), ['path-outside 3:41-51']],
  ['an absolute script', 'tool.yml', head.replace('main.py', '/etc/passwd'), ['path-outside 3:41-52']],
  ['a script that is a Windows path', 'tool.yml', head.replace('main.py', "'C:\\\\x.py'"), ['path-outside 3:41-51']],
  ['a granted folder above', 'tool.yml', `${head}permissions: { filesystem: [{ path: ../.. }] }\n`, ['path-outside 4:37-42']],
  ['a missing dockerfile', 'tool.yml', `${head}build: { dockerfile: ./Dockerfile }\n`, ['missing-dockerfile 4:22-34']],
  ['a missing persona', 'agent.yml', `${agent}persona: ./persna.md\n`, ['missing-persona 3:10-21 => ./persona.md']],
  [
    'a missing compose file',
    'relic.yml',
    `${relic}service: { type: docker-compose, compose_file: ./compose.yml }\n`,
    ['missing-compose-file 3:48-61'],
  ],
  [
    'a typo in the compose form of a service',
    'relic.yml',
    `${relic}service: { type: docker-compose, compose_fil: docker-compose.yml }\n`,
    ['unknown-key 3:34-45 => compose_file'],
  ],
  ['a service of no form at all', 'relic.yml', `${relic}service: { foo: 1 }\n`, ['wrong-type 3:10-20']],
  ['a build folder without a Dockerfile', 'relic.yml', `${relic}service: { build: . }\n`, ['missing-dockerfile 3:19-20']],
  ['a host folder as a volume', 'relic.yml', `${relic}service: { image: x, volumes: ["/etc:/etc", "data:/data"] }\n`, ['path-outside 3:32-43']],
  [
    'a health check with a wrong interval',
    'relic.yml',
    `${relic}service: { image: x }\nhealth_check: { http: "http://x", interval: often }\n`,
    ['bad-duration 4:45-50'],
  ],
  [
    'a health check with an unknown key',
    'relic.yml',
    `${relic}service: { image: x }\nhealth_check: { tcp: 80, retry: 3 }\n`,
    ['unknown-key 4:26-31 => retries'],
  ],
  ['a reference with a typo', 'agent.yml', `${agent}tools: [{ name: x, imprt: ./x.yml }]\n`, ['unknown-key 3:20-25 => import']],
  ['a reference that is a number', 'agent.yml', `${agent}tools: [5]\n`, ['bad-reference 3:9-10']],
  ['a reference with capitals', 'agent.yml', `${agent}tools: [Calc]\n`, ['bad-name 3:9-13 => calc']],
  ['parameters that are no object', 'tool.yml', `${head}parameters: { type: array }\n`, ['bad-json-schema 4:21-26 => object']],
  [
    'a type word of another language',
    'tool.yml',
    `${head}parameters: { type: object, properties: { a: { type: int } } }\n`,
    ['bad-json-schema 4:54-57 => integer'],
  ],
  [
    'required as a flag',
    'tool.yml',
    `${head}parameters:\n  type: object\n  properties:\n    a: { type: string, required: true }\n`,
    ['bad-json-schema 7:34-38'],
  ],
  [
    'required with a typo',
    'tool.yml',
    `${head}parameters: { properties: { url: { type: string } }, required: [ulr] }\n`,
    ['bad-json-schema 4:65-68 => url'],
  ],
  ['a pattern that is none', 'tool.yml', `${head}returns: { pattern: "(" }\n`, ['bad-json-schema 4:21-24']],
  ['a reference out of the schema', 'tool.yml', `${head}returns: { $ref: "http://x" }\n`, ['bad-json-schema 4:18-28']],
  ['a step without a deed', 'workflow.yml', `${flow}  - { id: a }\n`, ['bad-step 4:5-14']],
  [
    'needs naming an unknown step',
    'workflow.yml',
    `${flow}  - { id: fetch, approval: x }\n  - { id: b, needs: [fetsh], approval: y }\n`,
    ['unknown-step 5:22-27 => fetch'],
  ],
  [
    'steps that wait for each other',
    'workflow.yml',
    `${flow}  - { id: a, needs: [b], approval: x }\n  - { id: b, needs: [a], approval: y }\n`,
    ['step-cycle 4:21-24'],
  ],
  [
    'an expression reading a step that is not upstream',
    'workflow.yml',
    `${flow}  - { id: a, approval: x }\n  - { id: b, approval: "\${{ steps.a.output }}" }\n`,
    ['unknown-step 5:35-36'],
  ],
  ['two steps of one name', 'workflow.yml', `${flow}  - { id: a, approval: x }\n  - { id: a, approval: y }\n`, ['duplicate-step 5:11-12']],
  ['a key written twice', 'agent.yml', `${agent}name: b\n`, ['duplicate-key 3:1-5']],
  ['tabs', 'agent.yml', `${agent}budget:\n\tsteps: 5\n`, ['yaml-tabs 4:1-']],
  ['two documents', 'agent.yml', `${agent}---\n${agent}`, ['several-documents 3:1-4']],
  ['an unclosed quote', 'agent.yml', `${agent}author: "x\n`, ['yaml-syntax 4:1-']],
  ['a colon too many', 'agent.yml', `${agent}description: a: b\n`, ['yaml-syntax 3:14-15']],
  ['an alias that stands for nothing', 'agent.yml', `${agent}author: *me\n`, ['yaml-syntax 3:9-12']],
  ['a value left out', 'tool.yml', `${head}parameters:\n`, ['wrong-type 4:1-11']],
  ['lines of front matter count from the top of the file', 'x.md', `---\n${agent}protocol: tag\n---\nHello\n`, ['bad-value 4:11-14 => tags']],
  ['a whole number', 'agent.yml', `${agent}budget: { steps: 1.5 }\n`, ['bad-value 3:18-21']],
]

test.each(cases)('%s', async (_what, file, text, expected) => {
  const problems = await problemsOf(file, text)
  expect(problems.map(short)).toEqual(expected)
  for (const { message } of problems) expect(message).not.toMatch(/invalid|undefined|Zod/i)
})

test('bombs are refused quickly and with a place', async () => {
  const laugh = [
    'a0: &a0 [x, x, x, x, x, x, x, x, x]',
    ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`),
  ].join('\n')
  expect((await problemsOf('tool.yml', `kind: Tool\n${laugh}\n`)).map((one) => one.code)).toEqual(['too-many-aliases'])
  expect((await problemsOf('tool.yml', 'kind: Tool\nx: &x [*x]\n'))[0]?.severity).toBe('error')
  const many = Array.from({ length: 100_000 }, (_, index) => `k${index}: 1\n`).join('')
  for (const long of [
    many,
    `tags: [${'a,'.repeat(90_000)}]\n`,
    `x: ${'!a '.repeat(300_000)}`,
    `x: ${'"a" '.repeat(220_000)}`,
    `x: ${'*a '.repeat(300_000)}`,
  ])
    expect((await problemsOf('tool.yml', `${head}${long}`)).map((one) => one.code)).toEqual(['too-many-values'])
  expect(
    await problemsOf('agent.yml', `${agent}persona: |\n${`  "Don't", he said; it's *not* done - yet: ${'word '.repeat(12)}\n`.repeat(700)}`),
  ).toEqual([])
  for (const deep of ['['.repeat(500_000), '- '.repeat(300_000), '{a: '.repeat(200_000), `${'[\n'.repeat(100)}${']\n'.repeat(100)}`]) {
    expect((await problemsOf('tool.yml', deep)).map((one) => one.code)).toEqual(['too-deep'])
  }
})

test('files that are too large or no text are problems only when they are ours', async () => {
  expect((await problemsOf('tool.yml', `${head}description: ${'x'.repeat(10_000_000)}\n`)).map((one) => one.code)).toEqual(['file-too-large'])
  expect((await problemsOf('thing.yaml', `${head}description: ${'x'.repeat(2_000_000)}\n`)).map((one) => one.code)).toEqual(['file-too-large'])
  expect((await problemsOf('data.yaml', `x: ${'x'.repeat(2_000_000)}\n`)).map((one) => one.code)).toEqual(['no-manifest'])
  expect((await problemsOf('tool.yml', Buffer.from([0x6b, 0xff, 0xfe]))).map((one) => one.code)).toEqual(['not-text'])
})

test('symbolic links that lead out are not followed', async () => {
  const outside = temporaryFolder({ 'evil.py': '', 'more/agent.yml': agent })
  const folder = temporaryFolder({
    'a/tool.yml': head.replace('main.py', './link.py'),
    'b/tool.yml': head.replace('name: t', 'name: b').replace('main.py', 'inner.py'),
    'b/real.py': '',
  })
  symlinkSync(outside.at('evil.py'), folder.at('a/link.py'))
  symlinkSync(outside.at('more'), folder.at('more'))
  symlinkSync('real.py', folder.at('b/inner.py'))
  symlinkSync('..', folder.at('b/loop'))
  try {
    const { problems, manifests } = await validateFolder(folder.path)
    expect(manifests.map((one) => one.name).sort()).toEqual(['b', 't'])
    expect(problems.map((one) => [one.code, one.file.slice(folder.path.length)])).toEqual([
      ['symlink-outside', '/a/link.py'],
      ['symlink-outside', '/a/tool.yml'],
      ['symlink-outside', '/more'],
    ])
  } finally {
    folder.remove()
    outside.remove()
  }
})

test('validate takes a folder or one file, and says when there is nothing to check', async () => {
  const folder = temporaryFolder({ 'a/agent.yml': agent, 'b/agent.yml': `${agent}x: 1\n`, 'README.md': '# Hi' })
  mkdirSync(folder.at('empty'))
  try {
    expect(await validateFolder(folder.at('a/agent.yml'))).toEqual({
      ok: true,
      manifests: [{ kind: 'Agent', name: 'a', file: folder.at('a/agent.yml') }],
      problems: [],
    })
    expect((await validateFolder(folder.at('b'))).ok).toBe(false)
    expect(await validateFolder(folder.at('empty'))).toMatchObject({ ok: false, problems: [{ code: 'no-manifest' }] })
    expect(await validateFolder(folder.at('README.md'))).toMatchObject({ ok: false, problems: [{ code: 'no-manifest' }] })
    await expect(validateFolder(folder.at('gone'))).rejects.toThrow('There is no folder named')
  } finally {
    folder.remove()
  }
})

test('a thousand mistakes of one kind are told a hundred times', async () => {
  const keys = Array.from({ length: 1_000 }, (_, index) => `k${index}: 1\n`).join('')
  expect(await problemsOf('tool.yml', `${head}${keys}`)).toHaveLength(100)
})

test('a problem shows the text of its line, cut when it is long', async () => {
  const [unknown] = await problemsOf('tool.yml', `${head}permisions: {}   # none\r\n`)
  expect(unknown).toMatchObject({ code: 'unknown-key', line: 4, sourceLine: 'permisions: {}   # none' })
  const [long] = await problemsOf('agent.yml', `${agent}x: "${'é😀'.repeat(1_000)}"\n`)
  expect(long).toMatchObject({ code: 'unknown-key', line: 3 })
  expect(long?.sourceLine?.startsWith('x: "é😀')).toBe(true)
  expect(long?.sourceLine).toHaveLength(400)
  const [reference] = await problemsOf('agent.yml', `${agent}tools: [nowhere]\n`)
  expect(reference).toMatchObject({ code: 'unknown-reference', sourceLine: 'tools: [nowhere]' })
  expect((await problemsOf('tool.yml', Buffer.from([0xff, 0xfe, 0]))).map((one) => one.sourceLine)).toEqual([undefined])
})
