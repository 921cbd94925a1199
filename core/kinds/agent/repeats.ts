/** Watches for a model that makes the same call over and over. */
export type RepeatWatch = {
  /** `fine` below three in a row, `warn` once at the third, `stuck` when it goes on after that. */
  see(name: string, args: unknown): 'fine' | 'warn' | 'stuck'
}

/** Counts equal calls in a row; arguments are equal when they hold the same values, in whatever order of keys. */
export function createRepeatWatch(): RepeatWatch {
  let last = ''
  let count = 0
  return {
    see(name, args) {
      const key = `${name} ${canonical(args)}`
      count = key === last ? count + 1 : 1
      last = key
      return count < 3 ? 'fine' : count === 3 ? 'warn' : 'stuck'
    },
  }
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, item: unknown) =>
      item !== null && typeof item === 'object' && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    ) ?? 'undefined'
  )
}
