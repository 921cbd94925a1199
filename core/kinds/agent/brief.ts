import type { ToolDefinition } from '../../engines/models/port.ts'

/** Models whose context is smaller than this are told of tools in brief: they have little room, and long descriptions confuse them. */
export const briefBelowTokens = 4096

/** The definition with the first clause of its description: what it does, without examples and exceptions. */
export const inBrief = (definition: ToolDefinition): ToolDefinition => ({ ...definition, description: firstClause(definition.description) })

/** `Adds numbers, such as 1 and 2. Slow.` as `Adds numbers.`; at least two words, so that a leading "Optional:" is no clause. */
export function firstClause(text: string): string {
  const [first] = /^\s*\S+\s+.*?(?=[.;:,](?:\s|$)|\ssuch as\s|\s\(|$)/s.exec(text) ?? [text]
  return `${first.trim().replace(/\.$/, '')}.`
}
