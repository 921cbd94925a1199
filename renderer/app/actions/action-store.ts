import type { LucideIcon } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { create } from 'zustand'

/** Something a person can do now. It is offered by the palette, by its key, in the list of keys and, with `menu`, in the native menu. */
export interface Action {
  /** Stays the same in every language, such as `chat.rename`. */
  id: string
  title: string
  icon: LucideIcon
  /** `Mod+Shift+L`, `Alt+ArrowUp`, `F6`, `?`. One without Mod, Alt or F acts only outside text fields. */
  keys?: string
  /** It has its key from somewhere else, such as the row with the focus: the key is only told. */
  isKeyElsewhere?: boolean
  /** Further words it is found by. */
  words?: string
  /** What it is about, when the title does not say: the chat in view, a relic. */
  aside?: string
  /** It is about the thing in view, so it stands first. */
  isHere?: boolean
  /** The native menu that lists it. */
  menu?: 'file' | 'view' | 'go' | 'help'
  act(): void
}

interface ActionState {
  /** By who offers them, in the order they came. */
  sets: ReadonlyMap<object, readonly Action[]>
}

const useStore = create<ActionState>()(() => ({ sets: new Map() }))

function put(owner: object, actions: readonly Action[] | null): void {
  useStore.setState(({ sets }) => {
    const next = new Map(sets)
    if (actions) next.set(owner, actions)
    else next.delete(owner)
    return { sets: next }
  })
}

const shapeOf = (actions: readonly Action[]): string =>
  actions.map(({ id, title, keys, aside, words, isHere }) => [id, title, keys, aside, words, isHere].join('\0')).join('\n')

/** Offers actions while the component that calls this is on the screen. What they do is always of its last drawing. */
export function useActions(actions: readonly Action[]): void {
  const latest = useRef(actions)
  const shape = shapeOf(actions)
  useEffect(() => {
    latest.current = actions
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: told again only when what is seen of them differs
  useEffect(() => {
    const owner = {}
    put(
      owner,
      actions.map((action) => ({ ...action, act: () => latest.current.find(({ id }) => id === action.id)?.act() })),
    )
    return () => put(owner, null)
  }, [shape])
}

/** An id that is offered twice, as by a screen over another, counts once: the later one. */
function flatten(sets: ActionState['sets']): Action[] {
  const byId = new Map<string, Action>()
  for (const actions of sets.values()) for (const action of actions) byId.set(action.id, action)
  return [...byId.values()]
}

let known: { sets: ActionState['sets']; actions: Action[] } | null = null
const allOf = (sets: ActionState['sets']): Action[] => {
  if (known?.sets !== sets) known = { sets, actions: flatten(sets) }
  return known.actions
}

/** Everything that can be done now. */
export const useAllActions = (): Action[] => useStore((state) => allOf(state.sets))
export const allActions = (): Action[] => allOf(useStore.getState().sets)
/** By id, as the native menu asks; false when it is not offered now. */
export function runAction(id: string): boolean {
  const action = allActions().find((each) => each.id === id)
  action?.act()
  return action !== undefined
}
