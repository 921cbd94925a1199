import { t } from '../../app/messages.ts'
import { formatKeys } from '../../ui/format.ts'
import type { PaletteRow } from './rank.ts'

interface FootProps {
  /** The chosen one. */
  row: PaletteRow | undefined
  prefixes: readonly (readonly [string, keyof typeof t.palette.prefix])[]
}

/** The keys of the palette: what they do with the chosen row, and the signs that narrow it. */
export function PaletteFoot({ row, prefixes }: FootProps) {
  return (
    <div className="sheet-foot palette-foot">
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> {t.palette.move}
      </span>
      <span>
        <kbd>⏎</kbd> {row?.verb ?? t.palette.open}
      </span>
      {row?.other && (
        <span>
          <kbd>{formatKeys('Mod+Enter')}</kbd> {row.other.verb}
        </span>
      )}
      <span className="end">
        {prefixes.map(([sign, name]) => (
          <span key={sign} className="ml-2">
            <kbd>{sign}</kbd> {t.palette.prefix[name]}
          </span>
        ))}
      </span>
    </div>
  )
}
