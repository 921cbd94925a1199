import { useEffect, useState } from 'react'
import type { Options } from 'react-markdown'
import { loadModule } from './load-module.ts'

export type Plugins = NonNullable<Options['rehypePlugins']>
export const noPlugins: Plugins = []

let highlighting: Plugins | null = null

/** Loads what colours code, once. Worth asking for while nothing happens: it takes a moment that a running answer would miss. */
export async function loadHighlighting(): Promise<Plugins> {
  const { default: rehypeHighlight } = await loadModule(() => import('rehype-highlight'))
  highlighting ??= [[rehypeHighlight, { detect: false }]]
  return highlighting
}

/** What colours code, once it is needed and there. */
export function useHighlighting(isNeeded: boolean): Plugins {
  const [plugins, setPlugins] = useState(highlighting ?? noPlugins)
  useEffect(() => {
    if (!isNeeded || plugins !== noPlugins) return
    let isGone = false
    loadHighlighting().then(
      (loaded) => !isGone && setPlugins(loaded),
      // Without it code is read in one colour; the next code block asks again.
      () => {},
    )
    return () => {
      isGone = true
    }
  }, [isNeeded, plugins])
  return plugins
}
