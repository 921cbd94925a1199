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
  const turns = toTurns(toUnits(conversation))
  const lastUserTurn = turns.findLastIndex((turn) => turn[0]?.messages[0]?.role === 'user')
  const current = lastUserTurn < 0 ? [] : turns.slice(lastUserTurn).flat()
  const older = turns.slice(0, lastUserTurn < 0 ? turns.length : lastUserTurn)
  const [userUnit, ...steps] = current
  const newest = steps.at(-1) ?? (userUnit ? undefined : older.at(-1)?.at(-1))
  const must = [...(userUnit ? userUnit.messages : []), ...(newest ? newest.messages : [])]

  const room = limitTokens - (system ? await measure(system) : 0)
  const kept = await cutToFit(must, room, measure)
  if (!kept) return null
  let left = room - kept.usedTokens

  // Whole steps of the current turn one by one, then whole older turns, newest first, each at its smallest.
  const olderGroups: Unit[][] = [...older]
  if (!userUnit && newest) olderGroups[olderGroups.length - 1] = (olderGroups.at(-1) ?? []).slice(0, -1)
  const groups: Unit[][] = [...olderGroups, ...steps.slice(0, -1).map((unit) => [unit])]
  const chosen: Sized[][] = []
  let firstKept = groups.length
  while (firstKept > 0) {
    const sized = await sizeGroup(groups[firstKept - 1] as Unit[], left, measure)
    if (!sized) break
    chosen.unshift(sized)
    left -= sized.reduce((sum, one) => sum + one.smallTokens, 0)
    firstKept--
  }

  // What room is left gives results back their full text, newest first.
  let droppedResults = countResults(groups.slice(0, firstKept))
  for (const one of chosen.toReversed().flatMap((group) => group.toReversed())) {
    if (one.small === one.full) continue
    const extra = (await measure(one.full)) - one.smallTokens
    if (extra <= left) {
      one.small = one.full
      left -= Math.max(0, extra)
      one.smallTokens += Math.max(0, extra)
    } else droppedResults++
  }

  const olderKept = chosen.slice(0, Math.max(0, olderGroups.length - firstKept))
  const stepsKept = chosen.slice(olderKept.length)
  const userCount = userUnit ? userUnit.messages.length : 0
  const messages = [
    ...(system ? [system] : []),
    ...olderKept.flat().map((one) => one.small),
    ...kept.messages.slice(0, userCount),
    ...stepsKept.flat().map((one) => one.small),
    ...kept.messages.slice(userCount),
  ]
  return { messages, usedTokens: limitTokens - left, droppedResults }
}

/** A message as it is and as the least that may stand for it. */
type Sized = { full: ModelMessage; small: ModelMessage; smallTokens: number }

async function sizeGroup(group: readonly Unit[], room: number, measure: Measure): Promise<Sized[] | null> {
  const sized: Sized[] = []
  let used = 0
  for (const full of group.flatMap((unit) => unit.messages)) {
    const small = full.role === 'tool' && full.content.length > noteFor(full).length ? { ...full, content: noteFor(full) } : full
    const smallTokens = await measure(small)
    used += smallTokens
    if (used > room) return null
    sized.push({ full, small, smallTokens })
  }
  return sized
}

export const noteFor = (message: ToolMessage): string => `[Result of ${message.name} left out to save room.]`

const countResults = (groups: readonly Unit[][]): number =>
  groups.flat().reduce((sum, unit) => sum + unit.messages.filter((message) => message.role === 'tool').length, 0)

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
