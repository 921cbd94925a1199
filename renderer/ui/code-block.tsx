import { WrapText } from 'lucide-react'
import { type ComponentProps, isValidElement, memo, type ReactNode, useRef, useState } from 'react'
import { t } from '../app/messages.ts'
import { IconButton } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import { ScrollBox } from './scroll-box.tsx'

/** A fenced block: its language, copy and wrap in the head. `copied`: its text, where the page does not hold it as it was written. */
function CodeFrame({ language, copied, children }: { language: string; copied?: string; children: ReactNode }) {
  const pre = useRef<HTMLPreElement>(null)
  const [isWrapped, setIsWrapped] = useState(false)
  return (
    <div className={cx('code-block', isWrapped && 'is-wrapped')}>
      <header>
        <span className="grow">{language}</span>
        <IconButton label={t.action.wrap} isSmall aria-pressed={isWrapped} onClick={() => setIsWrapped(!isWrapped)}>
          <Icon of={WrapText} size="small" />
        </IconButton>
        <CopyButton text={() => copied ?? pre.current?.textContent ?? ''} />
      </header>
      <ScrollBox label={language} className="overflow-x-auto">
        <pre ref={pre}>{children}</pre>
      </ScrollBox>
    </div>
  )
}

/** A block of code that Markdown found. */
export function CodeBlock({ children }: ComponentProps<'pre'>) {
  const className = isValidElement<{ className?: string }>(children) ? (children.props.className ?? '') : ''
  return <CodeFrame language={/language-([\w+#-]+)/.exec(className)?.[1] ?? t.code.plain}>{children}</CodeFrame>
}

const linesInPiece = 60
const Piece = memo(function Piece({ text }: { text: string }) {
  return <span className="code-piece">{text}</span>
})

/** Code without colours: while it is written, and where it is so long that colours would hold everything up. Only its last lines are drawn again. */
export function PlainCode({ language, text }: { language: string; text: string }) {
  const lines = text.split('\n')
  const pieces = Array.from({ length: Math.ceil(lines.length / linesInPiece) }, (_, index) =>
    lines.slice(index * linesInPiece, (index + 1) * linesInPiece).join('\n'),
  )
  return (
    <CodeFrame language={language || t.code.plain} copied={text}>
      <code>
        {pieces.map((piece, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only ever added at the end
          <Piece key={index} text={piece} />
        ))}
      </code>
    </CodeFrame>
  )
}
