import { Braces } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { t } from '../app/messages.ts'
import { IconButton } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Icon } from './icon.tsx'
import { rawText } from './json-path.ts'
import { ScrollBox } from './scroll-box.tsx'

/** Data however it is best shown, and, asked for, exactly as it was sent or received. */
export function ValueFrame({ value, label, children }: { value: unknown; label: string; children: ReactNode }) {
  const [isRaw, setIsRaw] = useState(false)
  return (
    <div className="value-frame">
      <span className="value-tools">
        <IconButton label={t.values.raw(label)} isSmall aria-pressed={isRaw} onClick={() => setIsRaw(!isRaw)}>
          <Icon of={Braces} size="small" />
        </IconButton>
        <CopyButton label={t.values.copy(label)} text={() => rawText(value)} />
      </span>
      {isRaw ? (
        <ScrollBox className="well mono call-part is-raw" label={t.values.rawLabel(label)}>
          {rawText(value)}
        </ScrollBox>
      ) : (
        children
      )}
    </div>
  )
}
