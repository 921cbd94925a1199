import { storeChats } from '../stored-chats.ts'
import { test as base, expect } from '../workstation.ts'

const markdown = `## A heading

Some **bold** words and a [link](https://example.com/page).

\`\`\`js
const answer = 41 + 1
\`\`\`

| Name | Legs |
| --- | ---: |
| Miso | 4 |

![A cat](https://example.com/cat.png)

<img src="https://example.com/tracker.gif"><script>window.hacked = true</script>

[press](javascript:window.hacked=true)
`

const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  workstationOptions: async ({}, use) => {
    const messages = [
      { role: 'user' as const, parts: 'Show me everything' },
      { role: 'assistant' as const, parts: markdown },
    ]
    await use({ prepare: async (dataFolder) => void (await storeChats(dataFolder, [{ title: 'Everything', messages }])) })
  },
})

test('an answer shows Markdown, code to copy and tables, and fetches nothing from elsewhere', async ({ app, workstation, context }) => {
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await app.reload()
  await app.getByRole('navigation', { name: 'Chats' }).getByText('Everything').click()
  const answer = app.getByRole('article', { name: 'Answer' })
  await expect(answer.getByRole('heading', { name: 'A heading' })).toBeVisible()
  await expect(answer.locator('strong', { hasText: 'bold' })).toBeVisible()

  await expect(answer.locator('.hljs-keyword').first()).toBeVisible()
  await answer.locator('.code-block').getByRole('button', { name: 'Copy' }).click()
  await expect(answer.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect((await app.evaluate(() => navigator.clipboard.readText())).trim()).toBe('const answer = 41 + 1')

  await expect(answer.getByRole('cell', { name: 'Miso' })).toBeVisible()
  await expect(answer.getByRole('link', { name: 'Image: A cat' })).toHaveAttribute('href', 'https://example.com/cat.png')
  const link = answer.getByRole('link', { name: 'link', exact: true })
  await expect(link).toHaveAttribute('rel', /noreferrer/)
  await expect(answer.getByRole('img')).toHaveCount(0)
  await expect(answer.locator('a[href^="javascript:"]')).toHaveCount(0)
  expect(await app.evaluate(() => 'hacked' in window)).toBe(false)

  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((url) => !url.startsWith(workstation.url) && !/^(data|blob):/.test(url))).toEqual([])
})
