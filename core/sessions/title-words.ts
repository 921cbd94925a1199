import type { ModelMessage } from '../engines/models/port.ts'
import { titleFrom } from './titles.ts'

/** A title needs no more of a conversation than this, in characters. */
const mostOfEach = 1_200

const instructions = 'You write titles of conversations. A title has three to six words, in the language of the conversation, and nothing around it.'

/** What a model is asked for a title. */
export function titleRequest({ question, answer }: { question: string; answer: string }): ModelMessage[] {
  const content = `The question:\n${question.slice(0, mostOfEach)}\n\nThe answer:\n${answer.slice(0, mostOfEach)}\n\nWrite the title of this conversation. Answer with the title alone.`
  return [
    { role: 'system', content: instructions },
    { role: 'user', content },
  ]
}

const quotes = /^["'“”„«»‘’`*_#\s]+|["'“”„«»‘’`*_\s]+$/g

/** The title in what a model wrote, without thinking, quotes, marks, "Title:" and the full stop; null when nothing of use is left. */
export function cleanTitle(text: string): string | null {
  const said = text.replace(/<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/gi, '')
  const line = said.split('\n').find((one) => /[\p{L}\p{N}]/u.test(one))
  if (!line) return null
  const bare = line
    .replace(quotes, '')
    .replace(/^titel?\s*:|^title\s*:/i, '')
    .replace(quotes, '')
    .replace(/[.。:;,]+$/, '')
    .replace(quotes, '')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
  // A model that answers in sentences has not made a title.
  if (!/[\p{L}\p{N}]/u.test(bare) || bare.split(' ').length > 15) return null
  return titleFrom(bare)
}
