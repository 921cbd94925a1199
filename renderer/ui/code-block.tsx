import { WrapText } from 'lucide-react'
import { type ComponentProps, isValidElement, useRef, useState } from 'react'
import { t } from '../app/messages.ts'
import { IconButton } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import { ScrollBox } from './scroll-box.tsx'

/** A fenced block: its language, copy and wrap in the head. */
export function CodeBlock({ children }: ComponentProps<'pre'>) {
  const pre = useRef<HTMLPreElement>(null)
  const [isWrapped, setIsWrapped] = useState(false)
  const className = isValidElement<{ className?: string }>(children) ? (children.props.className ?? '') : ''
  const language = /language-([\w+#-]+)/.exec(className)?.[1] ?? t.code.plain
  return (
    <div className={cx('code-block', isWrapped && 'is-wrapped')}>
      <header>
        <span className="grow">{language}</span>
        <IconButton label={t.action.wrap} isSmall aria-pressed={isWrapped} onClick={() => setIsWrapped(!isWrapped)}>
          <Icon of={WrapText} size="small" />
        </IconButton>
        <CopyButton text={() => pre.current?.innerText ?? ''} />
      </header>
      <ScrollBox label={language} className="overflow-x-auto">
        <pre ref={pre}>{children}</pre>
      </ScrollBox>
    </div>
  )
}
