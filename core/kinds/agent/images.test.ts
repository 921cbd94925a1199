import { expect, test } from 'vitest'
import { toSdkMessages } from '../../engines/models/cloud/messages.ts'
import { toOllamaMessages } from '../../engines/models/ollama/messages.ts'
import type { ModelMessage } from '../../engines/models/port.ts'
import { nativeModel, runAgent, says } from './fakes.ts'
import { imageTokens, withoutImages } from './images.ts'
import { joinNeighbours } from './tag-rendering.ts'

const image = (name: string) => ({ name, mediaType: 'image/png', bytes: new Uint8Array([1, 2, 3]) })
const asked: ModelMessage = { role: 'user', content: 'what is it? [Attached picture: a.png.]', images: [image('a.png')] }

test('a model that cannot see gets the words, and only pictures of the last question count as missed', () => {
  const answer: ModelMessage = { role: 'assistant', content: 'A bird.', toolCalls: [] }
  const { messages, dropped } = withoutImages([asked, answer])
  expect(messages).toEqual([{ role: 'user', content: asked.content }, answer])
  expect(dropped).toBe(1)
  expect(withoutImages([asked, answer, { role: 'user', content: 'thanks' }]).dropped).toBe(0)
})

test('pictures count for the context, and stay when messages are joined', () => {
  expect(imageTokens(asked)).toBeGreaterThan(500)
  expect(imageTokens({ role: 'user', content: 'x' })).toBe(0)
  const [joined] = joinNeighbours([asked, { role: 'user', content: 'and this?', images: [image('b.png')] }])
  expect(joined).toMatchObject({ content: `${asked.content}\n\nand this?`, images: [{ name: 'a.png' }, { name: 'b.png' }] })
})

test('providers get them in their own form', () => {
  expect(toOllamaMessages([asked])).toEqual([{ role: 'user', content: asked.content, images: ['AQID'] }])
  expect(toSdkMessages([asked])).toEqual([
    {
      role: 'user',
      content: [
        { type: 'text', text: asked.content },
        { type: 'image', image: new Uint8Array([1, 2, 3]), mediaType: 'image/png' },
      ],
    },
  ])
})

test('an agent shows pictures to a model that sees, and says so once when its model does not', async () => {
  const calls = { type: 'tool-call', call: { callId: 'a', name: 'calculator', arguments: { expression: '1' } } } as const
  const run = (hasImages: boolean) => runAgent({ answers: [[calls], says('A bird.')], history: [asked], model: { ...nativeModel, hasImages } })
  const [seeing, blind] = [await run(true), await run(false)]
  for (const { messages } of seeing.requests) expect(messages.find(({ role }) => role === 'user')).toEqual(asked)
  expect(seeing.of('run.notice')).toEqual([])
  for (const { messages } of blind.requests) expect(messages.find(({ role }) => role === 'user')).toEqual({ role: 'user', content: asked.content })
  expect(blind.of('run.notice')).toMatchObject([{ code: 'images-not-seen', message: expect.stringContaining('fake/native') }])
})
