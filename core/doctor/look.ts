import type { Check } from '../contract/doctor.ts'

/** One look at this computer. It may answer with several checks, or with none when there is nothing to say. */
export type Look = { id: string; title: string; look(signal: AbortSignal): Promise<Check[]> }

type Named = Pick<Check, 'id' | 'title'>

/** All is well. */
export const well = (named: Named, detail: string): Check => ({
  ...named,
  state: 'ok',
  detail,
  cause: null,
  consequence: null,
  advice: null,
  fix: null,
})

/** Something is to be said: why it is so, what follows, what can be done. What is left out is null. */
export const found = (
  named: Named,
  state: 'optional' | 'warning' | 'failed',
  what: Pick<Check, 'detail'> & Partial<Pick<Check, 'cause' | 'consequence' | 'advice' | 'fix'>>,
): Check => ({ ...named, state, cause: null, consequence: null, advice: null, fix: null, ...what })

export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
