import { type ComponentType, createElement, type FunctionComponent, lazy, useState } from 'react'
import { loadModule } from '../ui/load-module.ts'
import { lazyModule } from '../ui/use-module.ts'

/** A screen that is loaded when it is first opened. */
export const lazyScreen = <Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) => lazy(() => loadModule(load))

/** A screen that is loaded when it is first opened, or before that by `load`; then it is drawn at once, with no empty moment. */
export function screenAhead<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): FunctionComponent<Props> & { load(): Promise<unknown> } {
  const ahead = lazyModule(load)
  const Later = lazy(ahead.load)
  function Screen(props: Props) {
    // Kept: another component would begin anew what is on the screen.
    const [Shown] = useState<ComponentType<Props>>(() => ahead.loaded?.default ?? Later)
    return createElement(Shown, props)
  }
  return Object.assign(Screen, { load: ahead.load })
}
