import type { Compilable, CompiledQuery } from 'kysely'
import type { Queries, QueryBuilder } from './dialect.ts'
import type { Tables } from './schema.ts'

const slot = Symbol('slot')

/**
 * Compiles a query once and fills in its values on each call: `prepare<{ id: string }, Row>((value) => db.selectFrom('runs').where('id', '=', value('id')))`.
 * Building and compiling a query costs more than running it, so everything on a hot path goes through here.
 */
export function prepare<Values, Row = unknown>(
  build: (value: <Name extends keyof Values>(name: Name) => Values[Name]) => Compilable<Row>,
): (values: Values) => CompiledQuery<Row> {
  let compiled: CompiledQuery<Row> | undefined
  let slots: (keyof Values | undefined)[] = []
  return (values) => {
    if (!compiled) {
      compiled = build((name) => ({ [slot]: name }) as never).compile()
      slots = compiled.parameters.map((parameter) => (parameter as { [slot]?: keyof Values } | null)?.[slot])
    }
    const fixed = compiled.parameters
    return { ...compiled, parameters: slots.map((name, index) => (name === undefined ? fixed[index] : values[name])) }
  }
}

type Changeable = 'sessions' | 'messages' | 'runs'

/** `update <table> set <the given columns> where id = ?`, compiled once for each set of columns; false when there is no such row. */
export function prepareUpdates<Table extends Changeable>(db: QueryBuilder, table: Table) {
  const byColumns = new Map<string, (values: Record<string, unknown>) => CompiledQuery<unknown>>()
  const exists = prepare<{ id: string }>((value) =>
    db
      .selectFrom(table as 'sessions')
      .select('id')
      .where('id', '=', value('id')),
  )
  return async (on: Queries, id: string, change: { [Column in keyof Tables[Table]]?: unknown }): Promise<boolean> => {
    const columns = Object.keys(change).filter((column) => change[column as keyof Tables[Table]] !== undefined)
    if (columns.length === 0) return (await on.run(exists({ id }))).rows.length > 0
    const key = columns.join()
    let update = byColumns.get(key)
    if (!update) {
      update = prepare<Record<string, unknown>>((value) =>
        db
          .updateTable(table as 'sessions')
          .set(Object.fromEntries(columns.map((column) => [column, value(column)])))
          .where('id', '=', value('id of the row') as string),
      )
      byColumns.set(key, update)
    }
    return (await on.run(update({ ...change, 'id of the row': id }))).changed > 0
  }
}
