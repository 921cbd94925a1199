import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { t } from '../app/messages.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

const shownEntries = 50

/** JSON as a tree that folds; the first two levels are open. */
export function JsonTree({ value, label }: { value: unknown; label: string }) {
  return (
    <ul className="mono text-text-2" aria-label={label}>
      {entriesOf(value).map(([key, each]) => (
        <Node key={key} name={key} value={each} depth={0} isFlat={!Object.values(value ?? {}).some(isBranch)} />
      ))}
    </ul>
  )
}

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null
const entriesOf = (value: unknown): [string, unknown][] => (isBranch(value) ? Object.entries(value) : [['', value]])

interface NodeProps {
  name: string
  value: unknown
  depth: number
  /** Nothing beside it folds, so no room is kept for the arrow. */
  isFlat?: boolean
}

function Node({ name, value, depth, isFlat }: NodeProps) {
  const [isOpen, setIsOpen] = useState(depth < 1)
  const [isWhole, setIsWhole] = useState(false)
  if (!isBranch(value)) {
    return (
      <li className={cx('flex gap-2', !isFlat && 'pl-5')}>
        <span className="flex-none text-text-1">{name}</span>
        <Leaf value={value} />
      </li>
    )
  }
  const entries = entriesOf(value)
  const shown = isWhole ? entries : entries.slice(0, shownEntries)
  const size = Array.isArray(value) ? t.tool.items(entries.length) : t.tool.keys(entries.length)
  return (
    <li>
      <button
        type="button"
        className="flex items-center gap-1.5 rounded-[3px]"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? t.tree.close(name) : t.tree.open(name)}, ${size}`}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon of={isOpen ? ChevronDown : ChevronRight} size="small" className="text-text-3" />
        <span className="text-text-1">{name}</span>
        <span className="text-text-3">{size}</span>
      </button>
      {isOpen && entries.length > 0 && (
        <ul className="pl-5">
          {shown.map(([key, each]) => (
            <Node key={key} name={key} value={each} depth={depth + 1} />
          ))}
          {shown.length < entries.length && (
            <li>
              <Button look="quiet" isSmall onClick={() => setIsWhole(true)}>
                {t.tool.showAll(entries.length)}
              </Button>
            </li>
          )}
        </ul>
      )}
    </li>
  )
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === 'string') return <span className="tone-string min-w-0 whitespace-pre-wrap wrap-anywhere">{JSON.stringify(value)}</span>
  if (typeof value === 'number') return <span className="tone-number">{value}</span>
  return <span className="tone-word">{String(value)}</span>
}
