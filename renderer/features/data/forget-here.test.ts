import { expect, test } from 'vitest'
import type { ResetPart } from '../../../core/contract/backups.ts'
import { forgetHere } from './forget-here.ts'

const kept = ['cortex.ui', 'cortex.language', 'cortex.draft.new', 'cortex.queue.ses_1', 'cortex.lastChats', 'cortex.chats', 'cortex.palette']

function leftAfter(parts: ResetPart[]): string[] {
  const items = new Map(kept.map((key) => [key, 'x']))
  const store = { key: (index: number) => [...items.keys()][index] ?? null, removeItem: (key: string) => void items.delete(key) }
  forgetHere(parts, Object.defineProperty(store, 'length', { get: () => items.size }) as unknown as Storage)
  return [...items.keys()]
}

test('a reset of settings leaves what was typed and not sent', () => {
  expect(leftAfter(['settings'])).toEqual(kept.slice(2))
})

test('with the chats goes what waited to be sent to them, and which were looked at', () => {
  expect(leftAfter(['chats'])).toEqual(['cortex.ui', 'cortex.language'])
})

test('everything is everything, models and manifests leave no trace here', () => {
  expect(leftAfter(['everything'])).toEqual([])
  expect(leftAfter(['models', 'manifests'])).toEqual(kept)
})
