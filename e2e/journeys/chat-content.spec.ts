import type { Page } from '@playwright/test'
import type { MessagePart } from '../../core/contract/sessions.ts'
import { type StoredMessage, storeChats } from '../stored-chats.ts'
import { test as base, expect, type Workstation } from '../workstation.ts'

type ToolPart = Extract<MessagePart, { type: 'tool' }>

const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGNgyHPCihiGlgQAQzo+AUvoEnsAAAAASUVORK5CYII='

const content = `Energy is $E = mc^2$, and \\(a_1 * b_1 * c_1\\) too. It costs $5 and then $10 more.

$$
\\int_0^1 x^2 \\, dx

= \\frac{1}{3}
$$

Broken: $\\frac{1$ stays as it was written.

\`\`\`mermaid
flowchart LR
  A[Start] --> B{Is it so?}
  B -->|yes| C[Good]
  B -->|no| D[Again]
\`\`\`

\`\`\`mermaid
flowchart LR
  A --> B
  B -- oops
\`\`\`

| Name, short | Legs |
| --- | ---: |
| Miso "the cat" | 4 |

![A square](data:image/png;base64,${picture})

![A tracker](https://example.com/tracker.gif)

![Gone](artifact:art_00000000000000000000000000000000)
`

const at = '2026-01-05T09:00:00.000Z'
const rows = Array.from({ length: 500 }, (_, index) => ({ name: `file ${(index * 7) % 500}`, size: (index * 13) % 500 }))
const call = (callId: string, name: string, args: unknown, rest: Partial<ToolPart>): ToolPart => ({
  ...{ type: 'tool', callId, toolRunId: null, name, arguments: args, tier: 'wasm', status: 'done', asks: [], logs: [] },
  ...{ result: null, error: null, startedAt: at, durationMs: 41, ...rest },
})
const calls: MessagePart[] = [
  call('a', 'list_files', { path: './src', filter: { 'max size': 500, kinds: ['ts', 'css'] } }, { result: rows }),
  call('b', 'draw', { of: 'square' }, { result: { mimeType: 'image/png', data: picture } }),
  call('c', 'fetch', { url: 'https://example.com' }, { status: 'failed', error: { code: 'TOOL_FAILED', message: 'fetch failed: no network' } }),
]

const chat = (title: string, ...messages: StoredMessage[]) => ({ title, messages: [{ role: 'user' as const, parts: title }, ...messages] })

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  workstationOptions: async ({}, use) => {
    await use({
      prepare: async (dataFolder) =>
        void (await storeChats(dataFolder, [
          chat('Everything', { role: 'assistant', parts: content }),
          chat('Data', { role: 'assistant', parts: calls }),
        ])),
    })
  },
})

async function openEverything(app: Page) {
  await app.getByRole('navigation', { name: 'Chats' }).getByText('Everything').click()
  return app.getByRole('article', { name: 'Answer' })
}

/** Everything the page asks for from now on that is not its own workstation's. */
function askedElsewhere(app: Page, workstation: Workstation): string[] {
  const asked: string[] = []
  app.on('request', (request) => {
    if (!request.url().startsWith(workstation.url) && !/^(data|blob):/.test(request.url())) asked.push(request.url())
  })
  return asked
}

test('formulas are drawn, prices are not, and one that is wrong stands as it was written', async ({ app, workstation }) => {
  const asked = askedElsewhere(app, workstation)
  const refused: string[] = []
  app.on('console', (message) => /Content Security Policy/.test(message.text()) && refused.push(message.text()))
  const answer = await openEverything(app)
  await expect(answer.locator('.katex')).toHaveCount(3)
  await expect(answer.getByRole('group', { name: 'Formula' })).toHaveCount(1)
  await expect(answer).toContainText('It costs $5 and then $10 more.')
  await expect(answer.locator('.formula-source.is-wrong')).toHaveText('\\frac{1')
  // What assistive tools read is there too.
  await expect(answer.locator('math').first()).toBeAttached()
  await app.waitForFunction(() => [...document.fonts].some((font) => font.family.startsWith('KaTeX') && font.status === 'loaded'))
  expect(asked).toEqual([])
  expect(refused).toEqual([])
})

test('diagrams are drawn in the colours of the theme, shown as code, in full, and what is wrong with one is told at its line', async ({
  app,
  workstation,
}) => {
  const asked = askedElsewhere(app, workstation)
  const refused: string[] = []
  app.on('console', (message) => /Content Security Policy/.test(message.text()) && refused.push(message.text()))
  const answer = await openEverything(app)
  const diagram = answer.getByRole('img', { name: 'Diagram (flowchart)' })
  await expect(diagram).toBeVisible()
  const before = await diagram.getAttribute('src')
  expect(decodeURIComponent(before ?? '')).toContain('>Good<')
  expect(decodeURIComponent(before ?? '')).not.toMatch(/<foreignObject|<script/i)
  expect(await diagram.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100)
  await app.emulateMedia({ colorScheme: 'dark' })
  await expect(diagram).not.toHaveAttribute('src', before ?? '')

  await answer.getByRole('radio', { name: 'Code' }).click()
  await expect(diagram).toBeHidden()
  await expect(answer.getByText('B{Is it so?}')).toBeVisible()
  await answer.getByRole('radio', { name: 'Diagram' }).click()
  await answer.getByRole('button', { name: 'Full view' }).click()
  await expect(app.getByRole('dialog').getByRole('img')).toBeVisible()
  await app.keyboard.press('Escape')
  await expect(app.getByRole('dialog')).toBeHidden()

  await expect(answer.getByText(/^It could not be drawn\. Line \d:/)).toBeVisible()
  await expect(answer.getByText('B -- oops')).toBeVisible()
  expect(asked).toEqual([])
  expect(refused).toEqual([])
})

test('pictures of the text are shown, those from elsewhere wait as links, and a table is copied as CSV', async ({ app, workstation, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const asked = askedElsewhere(app, workstation)
  const answer = await openEverything(app)
  await expect(answer.getByRole('img', { name: 'A square' })).toBeVisible()
  await expect(answer.getByRole('link', { name: 'Image: A tracker' })).toHaveAttribute('href', 'https://example.com/tracker.gif')
  await expect(answer.getByText('The picture “Gone” is not here')).toBeVisible()
  await answer.getByRole('button', { name: 'Copy as CSV' }).click()
  expect(await app.evaluate(() => navigator.clipboard.readText())).toBe('"Name, short",Legs\r\n"Miso ""the cat""",4')
  expect(asked).toEqual([])
})

test('what was sent and what came back is data: sorted with the keyboard, folded, copied with its path, and there unchanged', async ({
  app,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const clipboard = () => app.evaluate(() => navigator.clipboard.readText())
  await app.getByRole('navigation', { name: 'Chats' }).getByText('Data').click()
  const list = app.getByRole('group', { name: 'list_files done' })
  const cell = (row: number) => list.getByRole('row').nth(row).getByRole('cell').first()
  await expect(list.getByRole('row')).toHaveCount(13)
  await expect(cell(2)).toHaveText('file 7')
  await list.getByRole('button', { name: 'name' }).focus()
  await app.keyboard.press('Enter')
  await expect(list.getByRole('columnheader', { name: 'name' })).toHaveAttribute('aria-sort', 'ascending')
  await expect(cell(2)).toHaveText('file 1')
  await app.keyboard.press('Enter')
  await expect(cell(1)).toHaveText('file 499')
  // All rows are there, drawn where they are seen.
  await list.getByRole('button', { name: 'Show all 500' }).click()
  expect(await list.getByRole('row').count()).toBeLessThan(100)
  const box = list.getByRole('group', { name: 'Result', exact: true })
  await box.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect(list.getByRole('cell', { name: 'file 0', exact: true })).toBeVisible()

  await list.getByRole('button', { name: 'Fold', exact: true }).click()
  await list.getByRole('button', { name: 'Unfold', exact: true }).click()
  const sent = list.getByRole('list', { name: 'Sent' })
  await sent.getByRole('button', { name: /^Unfold kinds/ }).click()
  await sent.getByRole('button', { name: 'Copy the path of 1' }).click()
  expect(await clipboard()).toBe('$.filter.kinds[1]')
  await sent.getByRole('button', { name: 'Copy the path of max size' }).click()
  expect(await clipboard()).toBe('$.filter["max size"]')
  await sent.getByRole('button', { name: 'Copy the value of filter' }).click()
  expect(JSON.parse(await clipboard())).toEqual({ 'max size': 500, kinds: ['ts', 'css'] })
  await list.getByRole('button', { name: 'Sent: as it is, unchanged' }).click()
  await expect(list.getByRole('group', { name: 'Sent, exactly as it is' })).toContainText('"max size": 500')
  await list.getByRole('button', { name: 'Result: copy all of it' }).click()
  expect(JSON.parse(await clipboard())).toHaveLength(500)

  const draw = app.getByRole('group', { name: 'draw done' })
  await draw.getByRole('button', { name: 'Unfold', exact: true }).click()
  await expect(draw.getByRole('img', { name: 'Picture' })).toBeVisible()
  const failed = app.getByRole('group', { name: 'fetch failed' })
  await expect(failed).toContainText('fetch failed: no network')
})
