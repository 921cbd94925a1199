import 'katex/dist/katex.min.css'
import './formula.css'
import katex from 'katex'

/** Draws TeX into an element. Returns what is wrong with it; null when nothing is. */
export function drawFormula(tex: string, into: HTMLElement, isBlock: boolean): string | null {
  try {
    // What comes from a model may neither link nor load, nor grow without end.
    katex.render(tex, into, { displayMode: isBlock, throwOnError: true, strict: 'ignore', trust: false, maxSize: 20, maxExpand: 500 })
    return null
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^KaTeX parse error: /, '') : String(error)
  }
}
