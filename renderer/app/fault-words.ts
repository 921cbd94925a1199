import type { FaultCode, faultCatalogue } from '../../core/contract/faults.ts'

/** The names in braces of a sentence. */
type Blanks<Sentence extends string> = Sentence extends `${string}{${infer Name}}${infer Rest}` ? Name | Blanks<Rest> : never

/** A sentence for each fault, made from the same data as the core's own. Those of English are the core's own. */
export type FaultWords = { [Code in FaultCode]: (data: Record<Blanks<(typeof faultCatalogue)[Code]['message']>, string>) => string }
