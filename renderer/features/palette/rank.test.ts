import { MessageSquare } from 'lucide-react'
import { expect, it } from 'vitest'
import { type PaletteItem, rank, readQuery, type Source } from './rank.ts'

const names = { best: 'Best', recent: 'Recent', here: 'Here', source: { actions: 'A', agents: 'G', tools: 'T', models: 'M', chats: 'C' } }
const item = (source: Source, title: string, more: Partial<PaletteItem> = {}): PaletteItem => ({
  ...{ id: title, source, title, icon: MessageSquare, verb: 'open', act: () => {} },
  ...more,
})
const items = [
  item('actions', 'New chat'),
  item('actions', 'Rename this chat', { isHere: true }),
  item('agents', 'chat_agent'),
  item('tools', 'calculator'),
  item('models', 'qwen3'),
  item('chats', 'Chat about taxes'),
]
const seen = (query: string, recent: string[] = []) => rank(items, query, recent, names).map(({ group, title }) => `${group}: ${title}`)

it('reads the sign at the start as the one place to look in', () => {
  expect(readQuery('> new ')).toEqual({ only: 'actions', words: 'new' })
  expect(readQuery('@')).toEqual({ only: 'agents', words: '' })
  expect(readQuery('a > b')).toEqual({ only: null, words: 'a > b' })
})

it('begins with what was used last, then what can be done here, each once', () => {
  expect(seen('', ['calculator', 'gone', 'Rename this chat'])).toEqual([
    'Recent: calculator',
    'Recent: Rename this chat',
    'C: Chat about taxes',
    'A: New chat',
  ])
  expect(seen('')[0]).toBe('Here: Rename this chat')
})

it('puts the best of all first and the others below, by group', () => {
  expect(seen('chat')).toEqual(['Best: chat_agent', 'C: Chat about taxes', 'A: Rename this chat', 'A: New chat'])
  expect(seen('nowhere')).toEqual([])
})

it('lets what was used a moment ago pass what fits a little better', () => {
  expect(seen('chat', ['Chat about taxes'])[0]).toBe('Best: Chat about taxes')
})

it('looks in one place only after its sign', () => {
  expect(seen('#chat')).toEqual(['Best: Chat about taxes'])
  expect(seen('>')).toEqual(['A: Rename this chat', 'A: New chat'])
  expect(seen('@')).toEqual(['G: chat_agent'])
})
