/** The list of the last chats while one is chosen: opened by a key that is held, or by a press that is over. */
export interface SwitchState {
  isOpen: boolean
  /** Letting go opens the chosen one. */
  isHeld: boolean
  at: number
}

export const closed: SwitchState = { isOpen: false, isHeld: false, at: 0 }
/** As many as can be taken in at a glance. */
export const shownChats = 9

/** One more press of the key. The first goes from the chat in view to the one before it; a list without a chat in view begins at its first. */
export function press(
  state: SwitchState,
  { count, isFirstInView, by, isHeld }: { count: number; isFirstInView: boolean; by: 1 | -1; isHeld: boolean },
): SwitchState {
  if (count === 0) return { ...closed, isOpen: true, isHeld }
  const start = by === 1 ? (isFirstInView ? 1 : 0) : count - 1
  const at = state.isOpen ? state.at + by : start
  return { isOpen: true, isHeld: state.isOpen ? state.isHeld : isHeld, at: ((at % count) + count) % count }
}
