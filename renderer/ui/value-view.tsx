import { useState } from 'react'
import { t } from '../app/messages.ts'
import { Button } from './button.tsx'
import { JsonTree } from './json-tree.tsx'
import { ScrollBox } from './scroll-box.tsx'
import { ValueFrame } from './value-frame.tsx'
import { valueShape } from './value-shape.ts'
import { ValueTable } from './value-table.tsx'

/** Longer text is shown whole when that is asked for, in characters. */
const longText = 20_000

/** Data in place: text, a picture, a table or a tree, whichever it is. */
export function ValueView({ value, label }: { value: unknown; label: string }) {
  const shape = valueShape(value)
  if (shape.as === 'nothing') return <p className="call-part is-inset small text-text-3">{t.tool.noResult}</p>
  return (
    <ValueFrame value={value} label={label}>
      {shape.as === 'table' && <ValueTable columns={shape.columns} rows={shape.rows} label={label} />}
      {shape.as === 'text' && <LongText text={shape.text} label={label} />}
      {shape.as === 'picture' && (
        <div className="call-part is-inset">
          <img className="picture" src={shape.url} alt={t.values.picture} />
        </div>
      )}
      {shape.as === 'tree' && (
        <div className="call-part is-inset max-h-[320px] overflow-auto">
          <JsonTree value={shape.value} label={label} />
        </div>
      )}
    </ValueFrame>
  )
}

function LongText({ text, label }: { text: string; label: string }) {
  const [isWhole, setIsWhole] = useState(text.length <= longText)
  return (
    <ScrollBox className="mono call-part is-inset max-h-[280px] overflow-auto whitespace-pre-wrap wrap-anywhere text-text-1" label={label}>
      {isWhole ? text : text.slice(0, longText)}
      {!isWhole && (
        <p>
          <Button look="quiet" isSmall onClick={() => setIsWhole(true)}>
            {t.values.moreText(text.length)}
          </Button>
        </p>
      )}
    </ScrollBox>
  )
}
