import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Chats, startChats } from '../testing/chats.ts'
import { fenced } from './fenced.ts'
import { escapeHtml, proseHtml } from './prose-html.ts'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

let chats: Chats
beforeEach(async () => {
  chats = await startChats(async (context) => {
    const call = { callId: 'c', toolRunId: null, name: 'reader<b>', arguments: { path: '</code><script>alert(1)</script>' }, tier: null }
    context.emit({ type: 'thinking.delta', text: 'hm <img src=x onerror=alert(1)>' })
    context.emit({ type: 'tool.called', ...call })
    context.emit({ type: 'tool.returned', callId: 'c', result: { text: '```js\n1\n```' }, error: null, durationMs: 1 })
    context.emit({
      type: 'text.delta',
      text: '# Found\n\nUse `a < b`:\n```html\n<script>x()</script>\n```\nand **that** is [all](javascript:alert(1)).',
    })
  })
})
afterEach(() => chats.close())

const exported = async (format: 'json' | 'markdown' | 'html', attachments: 'embedded' | 'referenced' = 'referenced') => {
  const { id } = await chats.chat('Ünïcode & <Titles>')
  const [picture, table] = [await chats.attach(id, 'dot "1".png', png), await chats.attach(id, 'a.csv', 'a')]
  await chats.say(id, 'read <it>', { attachments: [picture.artifactId, table.artifactId] })
  return await chats.sessions.export({ id, format, attachments })
}

test('a page is whole in itself: escaped, without a script, with its pictures when asked for', async () => {
  const { content, fileName, mediaType } = await exported('html', 'embedded')
  expect([fileName, mediaType]).toEqual(['Ünïcode-Titles.html', 'text/html'])
  expect(content).not.toMatch(/<script|<link|<iframe|<a |href=|src="(?!data:image\/png;base64,)|<[^>]+ on\w+=/i)
  expect(content).toContain("default-src 'none'")
  expect(content).toContain('<h1>Ünïcode &amp; &lt;Titles&gt;</h1>')
  expect(content).toContain(`src="data:image/png;base64,${png.toString('base64')}"`)
  expect(content).toContain('Attached: a.csv (text/csv)')
  expect(content).toContain('<details><summary>reader&lt;b&gt; (done)</summary>')
  expect(content).toContain('<pre data-language="html"><code>&lt;script&gt;x()&lt;/script&gt;</code></pre>')
  expect(content).toContain('<code>a &lt; b</code>')
  expect(content).toContain('<strong>that</strong> is [all](javascript:alert(1)).')
  expect(content).toContain('prefers-color-scheme: dark')
  expect((await exported('html')).content).not.toContain('<img')
})

test('Markdown names files and keeps results with code blocks in one block', async () => {
  const { content } = await exported('markdown')
  expect(content).toContain('*Attached: dot _1_.png (image/png)*'.replace('_1_', '\\_1\\_'))
  expect(content).toContain('````json')
  expect(content).not.toContain('hm <img')
})

test('JSON holds every branch, the state and, when asked for, the bytes of files', async () => {
  const { id } = await chats.chat()
  const { assistantMessageId: messageId } = await chats.say(id, 'one')
  await chats.finish((await chats.turns.retry({ id, messageId })).runId)
  const file = await chats.attach(id, 'a.txt', 'abc')
  await chats.say(id, 'two', { attachments: [file.artifactId] })
  await chats.storage.state.write(id, { count: 1 })
  const whole = JSON.parse((await chats.sessions.export({ id, format: 'json', attachments: 'embedded' })).content)
  expect(whole).toMatchObject({ format: 'cortex-session', version: 2, state: { count: 1 }, session: { id } })
  expect(whole.messages).toHaveLength(5)
  expect(whole.attachments).toMatchObject([{ name: 'a.txt', contentBase64: Buffer.from('abc').toString('base64') }])
  expect(whole.session).not.toHaveProperty('titledBy')
})

test('whatever is said, a page has no tags but its own', () => {
  const nasty = fc.string({
    unit: fc.constantFrom('<', '>', '"', "'", '&', '`', '*', '#', ' ', '\n', '~', 'a', '<script>', '```', '**'),
    maxLength: 40,
  })
  fc.assert(
    fc.property(nasty, (text) => {
      const html = proseHtml(text)
      const own = /<\/?(?:h3|strong|code|pre)>|<pre data-language="[^"<>]*">/g
      expect(html.replace(own, '')).not.toMatch(/[<>]/)
      const letters = (some: string) => some.replace(/[^a]/g, '').length
      expect(letters(html.replace(own, '').replaceAll(/&\w+;|&#39;/g, ''))).toBeLessThanOrEqual(letters(text))
    }),
  )
  expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;')
})

test('a code block that never ends goes to the end, and one in tildes is one, too', () => {
  expect(proseHtml('a\n```js\nb')).toBe('a\n<pre data-language="js"><code>b</code></pre>')
  expect(proseHtml('~~~\n```\n~~~\nc')).toBe('<pre><code>```</code></pre>\nc')
  expect(proseHtml('```a\n``\n````\nd')).toBe('<pre data-language="a"><code>``</code></pre>\nd')
})

test('no text ends its own block', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n') }), (text) => {
      const block = fenced(text, 'json')
      const fence = /^`+/.exec(block)?.[0] ?? ''
      expect(text).not.toContain(fence)
      expect(block).toBe(`${fence}json\n${text}\n${fence}`)
    }),
  )
})
