import { afterEach, beforeEach, expect } from 'vitest'
import type { Session } from '../../contract/sessions.ts'
import { type Chats, startChats } from '../testing/chats.ts'

/** For the tests of a file: chats, new for each test, into which something is imported. */
export function withImports() {
  let chats: Chats
  beforeEach(async () => {
    chats = await startChats()
  })
  afterEach(() => chats.close())
  return {
    get chats(): Chats {
      return chats
    },
    bring: (value: unknown, more: Partial<Parameters<Chats['sessions']['import']>[0]> = {}) =>
      chats.sessions.import({ content: JSON.stringify(value), duplicates: 'skip', ...more }),
    /** The one chat there is. */
    async only(): Promise<Session> {
      const { sessions } = await chats.sessions.list({ limit: 5 })
      expect(sessions).toHaveLength(1)
      return sessions[0] as Session
    },
  }
}
