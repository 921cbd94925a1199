import type { ModelMessage, ToolCall } from '../../engines/models/port.ts'
import { type ToolMessage, toTurns, toUnits, type Unit } from './conversation.ts'
import { cutMiddle, shortenStrings } from './cut.ts'

/** Tokens that one message takes in the model's prompt. */
export type Measure = (message: ModelMessage) => number | Promise<number>

export type Fitted = {
  messages: ModelMessage[]
  usedTokens: number
  /** Tool results that were replaced by a note or went with a dropped turn. */
  droppedResults: number
}

/**
 * The part of a conversation that fits into `limitTokens`. `system` is never touched and the last user message is always there.
 * First tool results give way to a short note, oldest first, all but those of the newest step; then the oldest turns
 * go, then the oldest steps of the current turn. What must stay and still does not fit is cut in the middle. Old messages
 * are measured newest first and only as far as they can fit, so a long history costs no more than a full window.
 * null: not even the system prompt and a trace of the last message fit.
 */
export async function fitContext(
  system: ModelMessage | null,
  conversation: readonly ModelMessage[],
  limitTokens: number,
  measure: Measure,
): Promise<Fitted | null> {
  const { older, user, steps, newest } = divide(conversation)
  const room = limitTokens - (system ? await measure(system) : 0)
  const must = await cutToFit([...user, ...newest], room, measure)
  if (!must) return null
  // Whole older turns and whole steps of the current turn, newest first, each at its smallest; then full results for what room is left.
  const groups = [...older, ...steps]
  const kept: Sized[][] = []
  let left = room - must.usedTokens
  for (const group of groups.toReversed()) {
    const sized = await sizeGroup(group, left, measure)
    if (!sized) break
    kept.unshift(sized)
    left -= sized.reduce((sum, one) => sum + one.tokens, 0)
  }
  const dropped = groups.length - kept.length
  left = await restoreResults(kept.flat(), left, measure)

  const stand = (some: readonly Sized[][]) => some.flat().map((one) => one.message)
  const olderKept = Math.max(0, older.length - dropped)
  const messages = [
    ...(system ? [system] : []),
    ...stand(kept.slice(0, olderKept)),
    ...must.messages.slice(0, user.length),
    ...stand(kept.slice(olderKept)),
    ...must.messages.slice(user.length),
  ]
  const droppedResults = countResults(groups.slice(0, dropped).flat()) + kept.flat().filter((one) => one.message !== one.full).length
  return { messages, usedTokens: limitTokens - left, droppedResults }
}

/**
 * A conversation by how dear its parts are: turns before the last user message, that message, the steps after it, and
 * the newest step, whose results were just asked for. Without a user message everything but the newest step is older.
 */
function divide(conversation: readonly ModelMessage[]) {
  const units = toUnits(conversation)
  const at = units.findLastIndex((unit) => unit.messages[0]?.role === 'user')
  const newestAt = units.length - 1 > at ? units.length - 1 : units.length
  return {
    older: toTurns(units.slice(0, at < 0 ? newestAt : at)).map(messagesOf),
    user: at < 0 ? [] : (units[at]?.messages ?? []),
    steps: at < 0 ? [] : units.slice(at + 1, newestAt).map((unit) => unit.messages),
    newest: units[newestAt]?.messages ?? [],
  }
}

const messagesOf = (units: readonly Unit[]): ModelMessage[] => units.flatMap((unit) => unit.messages)

/** What stands for a message now (itself, or a note in place of a result) and the tokens of that. */
type Sized = { full: ModelMessage; message: ModelMessage; tokens: number }

/** A group with its results as notes; null when it does not fit even so. */
async function sizeGroup(group: readonly ModelMessage[], room: number, measure: Measure): Promise<Sized[] | null> {
  const sized: Sized[] = []
  let used = 0
  for (const full of group) {
    const message = full.role === 'tool' && full.content.length > noteFor(full).length ? { ...full, content: noteFor(full) } : full
    const tokens = await measure(message)
    used += tokens
    if (used > room) return null
    sized.push({ full, message, tokens })
  }
  return sized
}

/** Gives results their full text back where it fits, newest first; returns the room that is left. */
async function restoreResults(sized: readonly Sized[], room: number, measure: Measure): Promise<number> {
  let left = room
  for (const one of sized.toReversed()) {
    if (one.message === one.full) continue
    const extra = (await measure(one.full)) - one.tokens
    if (extra > left) continue
    one.message = one.full
    left -= extra
  }
  return left
}

export const noteFor = (message: ToolMessage): string => `[Result of ${message.name} left out to save room.]`

const countResults = (messages: readonly ModelMessage[]): number => messages.filter((message) => message.role === 'tool').length

/** Shares `room` among messages that must all stay: the largest are cut in the middle until all fit. null when they cannot. */
async function cutToFit(messages: readonly ModelMessage[], room: number, measure: Measure) {
  const sizes = await Promise.all(messages.map(measure))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total <= room) return { messages: [...messages], usedTokens: total }
  const share = fairShare(sizes, room)
  const cut: ModelMessage[] = []
  let usedTokens = 0
  for (const [i, message] of messages.entries()) {
    const fitted = (sizes[i] as number) <= share ? message : await cutMessage(message, share, measure)
    if (!fitted) return null
    cut.push(fitted)
    usedTokens += await measure(fitted)
  }
  return usedTokens <= room ? { messages: cut, usedTokens } : null
}

/** The cap under which the sizes, each cut to it, add up to at most `room`. */
function fairShare(sizes: readonly number[], room: number): number {
  let left = room
  const ascending = sizes.toSorted((a, b) => a - b)
  for (const [i, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - i))
    if (size > share) return share
    left -= size
  }
  return room
}

/** The longest cut of a message's text (or, when that is not enough, of its call's arguments) that takes at most `limitTokens`. */
async function cutMessage(message: ModelMessage, limitTokens: number, measure: Measure): Promise<ModelMessage | null> {
  const withText = (characters: number): ModelMessage => ({ ...message, content: cutMiddle(message.content, characters) })
  const byText = await largestFit(message.content.length, withText, limitTokens, measure)
  if (byText || message.role !== 'assistant') return byText
  const withCalls = (characters: number): ModelMessage => ({
    ...message,
    content: cutMiddle(message.content, characters),
    toolCalls: message.toolCalls.map((call): ToolCall => ({ ...call, arguments: shortenStrings(call.arguments, characters) })),
  })
  return largestFit(JSON.stringify(message.toolCalls).length, withCalls, limitTokens, measure)
}

async function largestFit(longest: number, build: (characters: number) => ModelMessage, limitTokens: number, measure: Measure) {
  let best: ModelMessage | null = null
  for (let low = 0, high = longest; low <= high; ) {
    const middle = (low + high) >> 1
    const candidate = build(middle)
    if ((await measure(candidate)) <= limitTokens) {
      best = candidate
      low = middle + 1
    } else high = middle - 1
  }
  return best
}
