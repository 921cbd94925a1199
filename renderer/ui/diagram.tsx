import { Maximize2 } from 'lucide-react'
import { memo, useEffect, useState } from 'react'
import { t } from '../app/messages.ts'
import { IconButton } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import type { Drawn } from './draw-diagram.ts'
import { Icon } from './icon.tsx'
import { ScrollBox } from './scroll-box.tsx'
import { Segments } from './segments.tsx'
import { Sheet } from './sheet.tsx'
import { useIsDark } from './use-is-dark.ts'
import { lazyModule, useModule } from './use-module.ts'

const drawing = lazyModule(() => import('./draw-diagram.ts'))
/** Nothing else is to do for so long, or this has been waited for, ms. */
const idleWithin = 2_000

/** A Mermaid block: the diagram, or its source. `isWaiting`: the answer around it is still written, and drawing would hold that up. */
export const Diagram = memo(function Diagram({ source, isWaiting }: { source: string; isWaiting: boolean }) {
  const [view, setView] = useState<'diagram' | 'code'>('diagram')
  const [isWhole, setIsWhole] = useState(false)
  const drawn = useDrawn(source, isWaiting)
  const isPicture = drawn?.isDrawn === true
  const kind = /^\s*(?:%%[^\n]*\n\s*|---\n[\s\S]*?\n---\n\s*)*([\w-]+)/.exec(source)?.[1] ?? ''
  const picture = drawn?.isDrawn && <img src={drawn.url} width={drawn.width} height={drawn.height} alt={t.content.diagramOf(kind)} />
  return (
    <div className="code-block">
      <header>
        <span className="grow">mermaid</span>
        {isPicture && (
          <>
            <Segments
              label={t.content.showAs}
              value={view}
              options={[
                { value: 'diagram', label: t.content.diagram },
                { value: 'code', label: t.content.code },
              ]}
              onChange={setView}
            />
            <IconButton label={t.content.whole} isSmall onClick={() => setIsWhole(true)}>
              <Icon of={Maximize2} size="small" />
            </IconButton>
          </>
        )}
        <CopyButton text={() => source} />
      </header>
      {drawn?.isDrawn === false && (
        <p className="diagram-problem small" role="note">
          {drawn.line === null ? t.content.notDrawn(drawn.why) : t.content.notDrawnAt(drawn.line, drawn.why)}
        </p>
      )}
      {isPicture && view === 'diagram' ? (
        <ScrollBox className="diagram" label={t.content.diagram}>
          {picture}
        </ScrollBox>
      ) : (
        <ScrollBox label="mermaid" className="overflow-x-auto">
          <Source text={source} problemLine={drawn?.isDrawn === false ? drawn.line : null} />
        </ScrollBox>
      )}
      {isWhole && (
        <Sheet isOpen title={t.content.diagramOf(kind)} isWide onClose={() => setIsWhole(false)}>
          <ScrollBox className="diagram is-whole" label={t.content.diagram}>
            {picture}
          </ScrollBox>
        </Sheet>
      )}
    </div>
  )
})

const Source = ({ text, problemLine }: { text: string; problemLine: number | null }) => (
  <pre>
    <code>
      {problemLine === null
        ? text
        : text.split('\n').map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name and never move
            <span key={index} className={index + 1 === problemLine ? 'is-problem' : undefined}>{`${line}\n`}</span>
          ))}
    </code>
  </pre>
)

/** Drawn while nothing else is to do, again in the colours of the other theme. null: not yet. */
function useDrawn(source: string, isWaiting: boolean): Drawn | null {
  const draw = useModule(drawing, !isWaiting)?.drawDiagram
  const isDark = useIsDark()
  const [drawn, setDrawn] = useState<Drawn | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read where it is drawn
  useEffect(() => {
    if (!draw || isWaiting) return
    let isGone = false
    const waiting = requestIdleCallback(() => void draw(source).then((found) => !isGone && setDrawn(found)), { timeout: idleWithin })
    return () => {
      isGone = true
      cancelIdleCallback(waiting)
    }
  }, [draw, source, isWaiting, isDark])
  return drawn
}
