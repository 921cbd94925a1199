import { memo, useLayoutEffect, useRef, useState } from 'react'
import { t } from '../app/messages.ts'
import { cx } from './cx.ts'
import type { Formula as Props } from './math-spans.ts'
import { lazyModule, useModule } from './use-module.ts'

const drawing = lazyModule(() => import('./draw-formula.ts'))

/** A formula: as TeX until what draws it is there, while it is still written, and where it cannot be drawn. */
export const Formula = memo(function Formula({ kind, tex }: Props) {
  const draw = useModule(drawing, kind !== 'open')?.drawFormula
  const box = useRef<HTMLSpanElement>(null)
  const [problem, setProblem] = useState<{ tex: string; why: string } | null>(null)
  const why = problem?.tex === tex ? problem.why : null
  const isDrawn = draw !== undefined && kind !== 'open' && why === null
  useLayoutEffect(() => {
    if (!box.current || !draw || !isDrawn) return
    const found = draw(tex, box.current, kind === 'block')
    if (found !== null) setProblem({ tex, why: found })
  }, [draw, tex, kind, isDrawn])
  if (!isDrawn) {
    return (
      <code className={cx('formula-source', why !== null && 'is-wrong')} title={why ?? undefined}>
        {tex}
      </code>
    )
  }
  if (kind !== 'block') return <span ref={box} className="formula" />
  return (
    // biome-ignore lint/a11y/useSemanticElements: it stands inside of a paragraph
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard cannot scroll it
    <span ref={box} className="formula is-block" role="group" aria-label={t.content.formula} tabIndex={0} />
  )
})
