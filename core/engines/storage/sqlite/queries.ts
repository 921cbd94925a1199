import { AsyncLocalStorage } from 'node:async_hooks'
import { CompiledQuery } from 'kysely'
import { Fault } from '../../../contract/faults.ts'
import type { Queries } from '../dialect.ts'
import type { SqliteConnection } from './connection.ts'

const begin = CompiledQuery.raw('begin immediate')
const commit = CompiledQuery.raw('commit')
const rollback = CompiledQuery.raw('rollback')
const savepoint = CompiledQuery.raw('savepoint step')
const release = CompiledQuery.raw('release step')
const undo = CompiledQuery.raw('rollback to step')

type SqliteQueries = {
  root: Queries
  /** Runs `work` in a transaction that is rolled back when it throws or takes longer than `limitMs`. */
  transaction<T>(work: (on: Queries) => Promise<T>, limitMs: number): Promise<T>
}

/**
 * Queries on the one connection. A free connection is used at once and without a pause between the statements of `atomic`, which is
 * what makes an append cost little more than SQLite itself; while a transaction is open, everybody else waits.
 */
export function createSqliteQueries(connection: SqliteConnection): SqliteQueries {
  const { turn, execute } = connection
  /** Set while the code that runs was called by a transaction's work: there, waiting for the turn would be waiting for oneself. */
  const inside = new AsyncLocalStorage<{ isOver: boolean }>()

  const refuseInside = () => {
    if (inside.getStore()?.isOver === false) throw new Error('Inside storage.transaction use the stores it passes: the others wait for it to end.')
  }

  const leave = () => {
    try {
      // Still open only when something failed. SQLite ends it by itself for some errors, such as a full disk.
      if (connection.raw.inTransaction) execute(rollback)
    } finally {
      turn.release()
    }
  }

  const root: Queries = {
    async run(query) {
      refuseInside()
      if (!turn.tryTake()) await turn.take()
      try {
        return execute(query)
      } finally {
        turn.release()
      }
    },
    async atomic(queries) {
      refuseInside()
      if (!turn.tryTake()) await turn.take()
      try {
        execute(begin)
        for (const query of queries) execute(query)
        execute(commit)
      } finally {
        leave()
      }
    },
    onSettled: (callback) => callback(),
  }

  return {
    root,
    async transaction(work, limitMs) {
      refuseInside()
      if (!turn.tryTake()) await turn.take()
      const state = { isOver: false }
      const settled: (() => void)[] = []
      const assertOpen = () => {
        if (state.isOver) throw new Error('This transaction is over.')
      }
      const on: Queries = {
        async run(query) {
          assertOpen()
          return execute(query)
        },
        async atomic(queries) {
          assertOpen()
          execute(savepoint)
          try {
            for (const query of queries) execute(query)
          } catch (error) {
            if (connection.raw.inTransaction) execute(undo)
            throw error
          } finally {
            if (connection.raw.inTransaction) execute(release)
          }
        },
        onSettled: (callback) => settled.push(callback),
      }
      try {
        execute(begin)
        const result = await within(
          limitMs,
          inside.run(state, () => work(on)),
        )
        state.isOver = true
        execute(commit)
        return result
      } finally {
        state.isOver = true
        leave()
        for (const callback of settled) callback()
      }
    },
  }
}

/** The promise's outcome, or DEADLINE_EXCEEDED: a transaction that hangs must not stop the whole storage. */
async function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Fault('DEADLINE_EXCEEDED', { name: 'A change to the database', limit: `${limitMs / 1000} s` })), limitMs)
  })
  try {
    return await Promise.race([promise, deadline])
  } finally {
    clearTimeout(timer)
  }
}
