import { useEffect, useState } from 'react'
import { loadModule } from './load-module.ts'

/** A part of the app that is loaded when it is first needed, once. */
export interface LazyModule<Module> {
  loaded: Module | null
  load(): Promise<Module>
}

export function lazyModule<Module>(load: () => Promise<Module>): LazyModule<Module> {
  const lazy: LazyModule<Module> = {
    loaded: null,
    async load() {
      lazy.loaded ??= await loadModule(load)
      return lazy.loaded
    },
  }
  return lazy
}

/** null until it is there. Where loading fails it stays so, and the next that needs it asks again. */
export function useModule<Module>(lazy: LazyModule<Module>, isNeeded = true): Module | null {
  const [module, setModule] = useState(lazy.loaded)
  useEffect(() => {
    if (!isNeeded || module !== null) return
    let isGone = false
    lazy.load().then(
      (found) => !isGone && setModule(() => found),
      () => {},
    )
    return () => {
      isGone = true
    }
  }, [lazy, isNeeded, module])
  return module
}
