import { useState } from 'react'
import type { Message, Session } from '../../../core/contract/sessions.ts'
import { type Comparison, keepComparison, mostModels, readComparison } from './comparisons.ts'

export interface ComparisonState {
  /** Looked at in place of the thread; null: the thread is. */
  shown: Comparison | null
  /** The message for which models are chosen just now. */
  choosingFor: Message | null
  choose(message: Message | null): void
  show(comparison: Comparison | null): void
  /** The versions of an answer that are there already. */
  showVersions(message: Message): void
}

/** Which comparison of a chat is looked at. */
export function useComparison(id: Session['id']): ComparisonState {
  const [shown, setShown] = useState(() => readComparison(id))
  const [choosingFor, choose] = useState<Message | null>(null)
  const show = (comparison: Comparison | null) => {
    keepComparison(id, comparison)
    setShown(comparison)
  }
  return {
    shown,
    choosingFor,
    choose,
    show,
    showVersions({ id: current, siblings }) {
      // The newest, and the one in view whichever it is.
      const newest = siblings.filter((each) => each !== current).slice(1 - mostModels)
      show({ answers: siblings.filter((each) => each === current || newest.includes(each)).map((each) => ({ id: each, model: null })) })
    },
  }
}
