import { expect, it } from 'vitest'
import { learnFromHuggingFace } from './transfer.ts'

it('takes the checksum that Hugging Face names, unless one is known', () => {
  const sum = 'a'.repeat(64)
  const learnt = (sha256: string | null, etag: string) => {
    const kept = { sha256 }
    learnFromHuggingFace(kept, new Headers({ 'x-linked-etag': etag }))
    return kept.sha256
  }
  expect(learnt(null, `"${sum}"`)).toBe(sum)
  expect(learnt('b'.repeat(64), `"${sum}"`)).toBe('b'.repeat(64))
  // A small file, which is not stored by its checksum, has Git's own.
  expect(learnt(null, `"${'c'.repeat(40)}"`)).toBeNull()
})
