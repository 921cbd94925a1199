import type { Option } from 'commander'
import type { Client } from '../router.ts'

/** A command that asks one question and prints the answer, as JSON or as text. */
export type Question = {
  /** Words, then arguments: `sessions show <id>`. */
  command: string
  description: string
  options?: Option[]
  /** `second` is what stands behind the first argument. */
  ask(client: Client, argument: string, options: Record<string, string>, second: string): Promise<unknown>
  /** `answer` is what `ask` resolved with. */
  text(answer: never, options: Record<string, unknown>): string
  /** Whether the answer is a good one; all are when left out. */
  isWell?(answer: never): boolean
}
/** Fits the shapes of an answer and of what prints it to each other. */
export const question = <Answer>(
  one: Omit<Question, 'ask' | 'text' | 'isWell'> & {
    ask(client: Client, argument: string, options: Record<string, never>, second: string): Promise<Answer>
    text(answer: Answer, options: Record<string, unknown>): string
    isWell?(answer: Answer): boolean
  },
): Question => one
