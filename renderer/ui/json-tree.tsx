import { ChevronDown, ChevronRight, Route } from 'lucide-react'
import { useState } from 'react'
import { t } from '../app/messages.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import { jsonPath, rawText } from './json-path.ts'

const shownEntries = 50
/** Longer words are shown whole when that is asked for, in characters. */
const longText = 2_000

/** JSON as a tree that folds; the first two levels are open. */
export function JsonTree({ value, label }: { value: unknown; label: string }) {
  return (
    <ul className="mono text-text-2" aria-label={label}>
      {entriesOf(value).map(([key, each]) => (
        <Node key={key} name={key} path={stepsTo([], value, key)} value={each} depth={0} isFlat={!Object.values(value ?? {}).some(isBranch)} />
      ))}
    </ul>
  )
}

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null
const entriesOf = (value: unknown): [string, unknown][] => (isBranch(value) ? Object.entries(value) : [['', value]])

/** A value that stands alone has no step of its own. */
const stepsTo = (path: Path, parent: unknown, key: string): Path => (!isBranch(parent) ? path : [...path, Array.isArray(parent) ? Number(key) : key])

type Path = readonly (string | number)[]

interface NodeProps {
  name: string
  path: Path
  value: unknown
  depth: number
  /** Nothing beside it folds, so no room is kept for the arrow. */
  isFlat?: boolean
}

function Node({ name, path, value, depth, isFlat }: NodeProps) {
  const [isOpen, setIsOpen] = useState(depth < 1)
  const [isWhole, setIsWhole] = useState(false)
  if (!isBranch(value)) {
    return (
      <li className={cx('json-line flex gap-2', !isFlat && 'pl-5')}>
        <span className="flex-none text-text-1">{name}</span>
        <Leaf value={value} />
        <CopyTools name={name} path={path} value={value} />
      </li>
    )
  }
  const entries = entriesOf(value)
  const shown = isWhole ? entries : entries.slice(0, shownEntries)
  const size = Array.isArray(value) ? t.tool.items(entries.length) : t.tool.keys(entries.length)
  return (
    <li>
      <span className="json-line flex items-center">
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
        <CopyTools name={name} path={path} value={value} />
      </span>
      {isOpen && entries.length > 0 && (
        <ul className="pl-5">
          {shown.map(([key, each]) => (
            <Node key={key} name={key} path={stepsTo(path, value, key)} value={each} depth={depth + 1} />
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

/** Beside the line that is looked at. */
function CopyTools({ name, path, value }: { name: string; path: Path; value: unknown }) {
  return (
    <span className="json-tools">
      <CopyButton label={t.values.copyValue(name)} text={() => rawText(value)} />
      <CopyButton label={t.values.copyPath(name)} icon={Route} text={() => jsonPath(path)} />
    </span>
  )
}

function Leaf({ value }: { value: unknown }) {
  const [isWhole, setIsWhole] = useState(false)
  if (typeof value === 'string') {
    const isCut = !isWhole && value.length > longText
    return (
      <span className="tone-string min-w-0 whitespace-pre-wrap wrap-anywhere">
        {JSON.stringify(isCut ? value.slice(0, longText) : value)}
        {isCut && (
          <Button look="quiet" isSmall onClick={() => setIsWhole(true)}>
            {t.values.moreText(value.length)}
          </Button>
        )}
      </span>
    )
  }
  if (typeof value === 'number') return <span className="tone-number">{value}</span>
  return <span className="tone-word">{String(value)}</span>
}
