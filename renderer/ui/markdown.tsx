import { type ComponentProps, memo, useState } from 'react'
import ReactMarkdown, { type Components, defaultUrlTransform, type Options } from 'react-markdown'
import { t } from '../app/messages.ts'
import { CodeBlock, PlainCode } from './code-block.tsx'
import { cx } from './cx.ts'
import { Diagram } from './diagram.tsx'
import { Formula } from './formula.tsx'
import { noPlugins, type Plugins, useHighlighting } from './highlighting.ts'
import { type Block, createCutter } from './markdown-blocks.ts'
import { formulaOf, markFormulas } from './math-spans.ts'
import { useSeen } from './near-view.ts'
import { isPictureInText, Picture } from './picture.tsx'
import { ProseTable } from './prose-table.tsx'
import { readGfm } from './read-gfm.ts'

const remark = [readGfm]

const Outside = ({ href, children }: ComponentProps<'a'>) => (
  <a href={href} target="_blank" rel="noreferrer noopener">
    {children}
  </a>
)

const components: Components = {
  a: Outside,
  img: ({ src, alt }) => <Picture src={typeof src === 'string' ? src : ''} alt={alt ?? ''} />,
  // The chat has its own headings above these.
  h1: 'h2',
  h2: 'h3',
  h3: 'h4',
  h4: 'h5',
  h5: 'h6',
  pre: CodeBlock,
  code: ({ className, children }) => {
    const formula = className === undefined && typeof children === 'string' ? formulaOf(children) : null
    return formula ? <Formula {...formula} /> : <code className={className}>{children}</code>
  },
  table: ProseTable,
  input: ({ checked }) => <input type="checkbox" checked={checked ?? false} readOnly disabled aria-label={checked ? t.state.done : t.state.queued} />,
}

const urlTransform: NonNullable<Options['urlTransform']> = (url, key, node) =>
  key === 'src' && node.tagName === 'img' && (isPictureInText(url) || /^artifact:[\w-]+$/.test(url)) ? url : defaultUrlTransform(url)

/** Longer code keeps to one colour, in characters: finding its words would hold everything up. */
const longestColoured = 20_000
/** A text with fewer pieces is drawn whole at once. */
const fewPieces = 12

/** One piece. `isLast` waits for its colours while more is coming; `isAtOnce` is drawn without being near the view. */
const Piece = memo(function Piece({ text, isCode, isContinued, isAtOnce, isGrowing, plugins }: PieceProps) {
  const { ref, isSeen } = useSeen<HTMLDivElement>(isAtOnce)
  return (
    <div ref={ref} className={cx('prose-block', isContinued && 'is-continued')}>
      {!isSeen ? (
        <div className="whitespace-pre-wrap">{text}</div>
      ) : (
        <ReactMarkdown remarkPlugins={remark} rehypePlugins={isCode ? plugins : noPlugins} components={components} urlTransform={urlTransform}>
          {markFormulas(text, isGrowing)}
        </ReactMarkdown>
      )}
    </div>
  )
})

interface PieceProps {
  text: string
  isCode: boolean
  isContinued: boolean
  isAtOnce: boolean
  isGrowing: boolean
  plugins: Plugins
}

/** A Mermaid block that is whole. */
function DiagramPiece({ source, isWaiting, isAtOnce }: { source: string; isWaiting: boolean; isAtOnce: boolean }) {
  const { ref, isSeen } = useSeen<HTMLDivElement>(isAtOnce)
  return (
    <div ref={ref} className="prose-block">
      <Diagram source={source} isWaiting={isWaiting || !isSeen} />
    </div>
  )
}

const isPlain = ({ code }: Block) => code !== null && (code.isOpen || code.text.length > longestColoured)

/** Markdown in the voice of the chat. `isStreaming`: more is coming. Of what has been drawn only the last piece is drawn again. */
export const Markdown = memo(function Markdown({ text, isStreaming = false }: { text: string; isStreaming?: boolean }) {
  const [cut] = useState(createCutter)
  const blocks = cut(text)
  const plugins = useHighlighting(text.includes('```') || text.includes('~~~'))
  // What grew before one's eyes is on the screen already when it ends.
  const [hasGrown, setHasGrown] = useState(isStreaming)
  if (isStreaming && !hasGrown) setHasGrown(true)
  const isAtOnce = hasGrown || blocks.length <= fewPieces
  return (
    <div className={cx('prose', isStreaming && 'is-streaming')}>
      {blocks.map((block, index) =>
        block.code?.language === 'mermaid' && !block.code.isOpen ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: as below
          <DiagramPiece key={index} source={block.code.text} isWaiting={isStreaming} isAtOnce={isAtOnce} />
        ) : block.code && isPlain(block) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces are only ever added at the end
          <div key={index} className="prose-block">
            <PlainCode language={block.code.language} text={block.code.text} />
          </div>
        ) : (
          <Piece
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            key={index}
            text={block.text}
            isCode={block.text.includes('```') || block.text.includes('~~~')}
            isContinued={block.isContinued}
            isAtOnce={isAtOnce}
            isGrowing={isStreaming && index === blocks.length - 1}
            plugins={block.code || !isStreaming || index < blocks.length - 1 ? plugins : noPlugins}
          />
        ),
      )}
      {isStreaming && blocks.length === 0 && <span className="caret" />}
    </div>
  )
})
