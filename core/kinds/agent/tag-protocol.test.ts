import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTagParser, type TagEvent } from './tag-protocol.ts'

const read = (...chunks: string[]): TagEvent[] => {
  const parser = createTagParser()
  return merge([...chunks.flatMap((chunk) => parser.push(chunk)), ...parser.end()])
}
const merge = (events: readonly TagEvent[]): TagEvent[] => {
  const merged: TagEvent[] = []
  for (const event of events) {
    const last = merged.at(-1)
    if (last && event.type !== 'action' && last.type === event.type) merged[merged.length - 1] = { type: event.type, text: last.text + event.text }
    else merged.push(event)
  }
  return merged
}
const thinking = (text: string): TagEvent => ({ type: 'thinking', text })
const text = (said: string): TagEvent => ({ type: 'text', text: said })
const action = (body: string, isClosed = true): TagEvent => ({ type: 'action', body, isClosed })
const add = '{"tool": "calculator", "args": {"expression": "41 + 1"}}'

describe('the tag protocol', () => {
  test('a thought, an action and a response', () => {
    expect(read(`<thought>\nI add.\n</thought>\n<action>${add}</action>`)).toEqual([thinking('I add.'), action(add)])
    expect(read('<response>\n  It is **42**.\n</response>\n')).toEqual([text('It is **42**.')])
  })

  test('text outside tags is the response', () => {
    expect(read('Hello there.\n\nBye.')).toEqual([text('Hello there.\n\nBye.')])
    expect(read('Well. <response>Yes.</response>')).toEqual([text('Well.\n\nYes.')])
  })

  test('several actions, with or without what closes them', () => {
    expect(read(`<action>${add}</action><action>${add}</action>`)).toEqual([action(add), action(add)])
    expect(read(`<action>${add}<action>${add}`)).toEqual([action(add), action(add, false)])
  })

  test('closing tags that are missing are taken as read', () => {
    expect(read(`<thought>I add.\n<action>${add}`)).toEqual([thinking('I add.'), action(add, false)])
    expect(read('<thought>Easy.<response>42')).toEqual([thinking('Easy.'), text('42')])
    expect(read('<think>Easy.</think>42')).toEqual([thinking('Easy.'), text('42')])
  })

  test('tags in code are text', () => {
    const fenced = 'Write:\n\n```xml\n<action>{"tool": "x"}</action>\n```\n\nand wait.'
    expect(read(`<response>${fenced}</response>`)).toEqual([text(fenced)])
    expect(read('<response>The tag `<action>{}</action>` calls.</response>')).toEqual([text('The tag `<action>{}</action>` calls.')])
    expect(read('<response>```\nnever closed</response>')).toEqual([text('```\nnever closed')])
    expect(read('<response>a ` alone</response><action>{}</action>')).toEqual([text('a ` alone'), action('{}')])
  })

  test('a fence around the protocol itself is no code', () => {
    expect(read(`\`\`\`xml\n<action>${add}</action>\n\`\`\``)).toEqual([action(add)])
    expect(read(`<thought>Use it.</thought>\n\`\`\`\n<action>\n\`\`\`json\n${add}\n\`\`\`\n</action>\n\`\`\``)).toEqual([
      thinking('Use it.'),
      action(`\n\`\`\`json\n${add}\n\`\`\`\n`),
    ])
  })

  test('tags inside the strings of an action belong to it', () => {
    const body = '{"tool": "write", "args": {"text": "a </action> and a \\" <response>"}}'
    expect(read(`<action>${body}</action>`)).toEqual([action(body)])
  })

  test('an action with a quote too many still ends at its tag', () => {
    expect(read('<action>{"tool": "x", "args": {"a": "b}}</action>\n<response>Hi.</response>')).toEqual([
      action('{"tool": "x", "args": {"a": "b}}'),
      text('Hi.'),
    ])
  })

  test('a thought may talk about tags, and comparisons are no tags', () => {
    expect(read('<thought>I could use <action> here.</thought>Done: 1 < 2 <b>x</b>')).toEqual([
      thinking('I could use <action> here.'),
      text('Done: 1 < 2 <b>x</b>'),
    ])
  })

  test('what is certain is said at once', () => {
    const parser = createTagParser()
    expect(parser.push('<response>Hello wor')).toEqual([text('Hello wor')])
    expect(parser.push('ld</resp')).toEqual([text('ld')])
  })

  test('however the text is cut into pieces, the result is the same', () => {
    const piece = fc.oneof(
      fc.constantFrom('<thought>', '</thought>', '<action>', '</action>', '<response>', '</response>', '<think>', '</think>', '<', '<a', '</'),
      fc.constantFrom(
        '```',
        '``',
        '`',
        '```json\n',
        '\n```',
        '\n',
        ' ',
        '  ',
        '"',
        '\\',
        '{',
        '}',
        '[',
        add,
        '{"tool": "x", "args": {"a": "</action>"}}',
      ),
      fc.string({ maxLength: 6 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (pieces, sizes) => {
        const whole = pieces.join('')
        const chunks: string[] = []
        for (let at = 0, i = 0; at < whole.length; i++) {
          const size = sizes[i % sizes.length] as number
          chunks.push(whole.slice(at, at + size))
          at += size
        }
        expect(read(...chunks)).toEqual(read(whole))
        expect(read(...whole)).toEqual(read(whole))
      }),
      { numRuns: 3000 },
    )
  })
})
