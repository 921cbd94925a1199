import { type InvalidateOptions, type InvalidateQueryFilters, type Query, QueryClient, type QueryKey } from '@tanstack/react-query'

/**
 * A query client that loses no invalidation. The one it extends drops those that arrive while a query loads for the first time: the answer
 * under way, from before the change, is then taken for fresh. Here such a query is asked again as soon as its first answer is in.
 */
export class FreshQueryClient extends QueryClient {
  readonly #askedAgain = new WeakMap<Query, Promise<void>>()

  override async invalidateQueries<Key extends QueryKey = QueryKey>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    const firstLoads = this.getQueryCache()
      .findAll(filters)
      .filter(({ state }) => state.data === undefined && state.fetchStatus === 'fetching')
    const again = firstLoads.map((query) => this.#askAgain(query as Query))
    await Promise.all([super.invalidateQueries(filters, options), ...again])
  }

  /** Once for all invalidations during the same first load. */
  #askAgain(query: Query): Promise<void> {
    const known = this.#askedAgain.get(query)
    if (known) return known
    const settled = query.promise?.then(
      () => {},
      () => {},
    )
    const again = (settled ?? Promise.resolve()).then(() => {
      this.#askedAgain.delete(query)
      return super.invalidateQueries({ queryKey: query.queryKey, exact: true })
    })
    this.#askedAgain.set(query, again)
    return again
  }
}
