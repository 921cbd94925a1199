import { useEffect, useState } from 'react'
import { StateGlyph } from './state-glyph.tsx'

const widths = ['38%', '86%', '72%', '80%', '54%', '90%', '64%', '76%']

/** The shape of what is coming; after 400 ms it says what it does. */
export function Loading({ what, lines = 4, className = 'p-4' }: { what: string; lines?: number; className?: string }) {
  const [isLong, setIsLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), 400)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={className} role="status">
      <div className="flex flex-col gap-2.5" aria-hidden="true">
        {widths.slice(0, lines).map((width) => (
          <div key={width} className="skeleton" style={{ width }} />
        ))}
      </div>
      {isLong && (
        <p className="row small mt-4 text-text-2">
          <StateGlyph state="running" isDecoration />
          {what}
        </p>
      )}
    </div>
  )
}
