/** Where time comes from. Tests pass their own; nothing in core calls `Date.now()` directly. */
export type Clock = {
  /** Milliseconds since the Unix epoch. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** The clock's time as an ISO 8601 string in UTC, the only form in which times cross the contract. */
export const isoNow = (clock: Clock): string => new Date(clock.now()).toISOString()
