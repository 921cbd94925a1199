import { expect, it } from 'vitest'
import { systemClock } from '../../../kernel/clock.ts'
import { newId } from '../../../kernel/ids.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import type { Queries } from '../dialect.ts'
import { aMessage } from '../storage.fixtures.ts'
import { prepareFamily } from '../stores/message-family.ts'
import { toMessageColumns } from '../stores/message-rows.ts'
import { openDatabase } from './open-database.ts'

it('the versions of a page of messages are looked up by parent, however long the chat is', async () => {
  const { connection, db, dialect } = await openDatabase({ file: ':memory:', clock: systemClock, logger: silentLogger })
  const plans: string[] = []
  const on = {
    async run(query: { sql: string; parameters: readonly unknown[] }) {
      for (const { detail } of connection.raw.prepare(`explain query plan ${query.sql}`).all(query.parameters) as { detail: string }[])
        plans.push(detail)
      return { rows: [], changed: 0 }
    },
  } as unknown as Queries
  const id = newId('ses')
  const rows = [aMessage(id, 'first'), ...Array.from({ length: 3 }, () => aMessage(id, 'x', { parentId: newId('msg') }))]
  await prepareFamily(db)(
    on,
    rows.map((row) => toMessageColumns(row, dialect)),
  )
  expect(plans.filter((plan) => plan.includes('messages'))).toSatisfy((used: string[]) => used.every((plan) => plan.includes('messages_by_parent')))
  expect(plans.join()).not.toContain('messages_in_order')
  connection.close()
})
