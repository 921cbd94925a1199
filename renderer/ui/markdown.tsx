import { type ComponentProps, memo, useEffect, useState } from 'react'
import ReactMarkdown, { type Components, type Options } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { t } from '../app/messages.ts'
import { CodeBlock } from './code-block.tsx'
import { cx } from './cx.ts'
import { splitBlocks } from './markdown-blocks.ts'
import { ScrollBox } from './scroll-box.tsx'

type Plugins = NonNullable<Options['rehypePlugins']>
const remark = [remarkGfm]
const noPlugins: Plugins = []

const Outside = ({ href, children }: ComponentProps<'a'>) => (
  <a href={href} target="_blank" rel="noreferrer noopener">
    {children}
  </a>
)

const components: Components = {
  a: Outside,
  // An image would be fetched from somewhere else and tell that it was read; it is a link until the person opens it.
  img: ({ src, alt }) => <Outside href={typeof src === 'string' ? src : ''}>{t.links.image(alt ?? '')}</Outside>,
  // The chat has its own headings above these.
  h1: 'h2',
  h2: 'h3',
  h3: 'h4',
  h4: 'h5',
  h5: 'h6',
  pre: CodeBlock,
  table: ({ children }) => (
    <ScrollBox className="prose-table" label={t.tool.table}>
      <table>{children}</table>
    </ScrollBox>
  ),
  input: ({ checked }) => <input type="checkbox" checked={checked ?? false} readOnly disabled aria-label={checked ? t.state.done : t.state.queued} />,
}

const Block = memo(function Block({ text, plugins }: { text: string; plugins: Plugins }) {
  return (
    <div className="prose-block">
      <ReactMarkdown remarkPlugins={remark} rehypePlugins={plugins} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  )
})

let highlighting: Plugins | null = null

/** Colours for code, loaded with the first block of code and kept. */
function useHighlighting(isNeeded: boolean): Plugins {
  const [plugins, setPlugins] = useState(highlighting ?? noPlugins)
  useEffect(() => {
    if (!isNeeded || plugins !== noPlugins) return
    let isGone = false
    void import('rehype-highlight').then(({ default: rehypeHighlight }) => {
      highlighting ??= [[rehypeHighlight, { detect: false }]]
      if (!isGone) setPlugins(highlighting)
    })
    return () => {
      isGone = true
    }
  }, [isNeeded, plugins])
  return plugins
}

/** Markdown in the voice of the chat. `isStreaming`: more is coming, so the last block waits with its colours. */
export function Markdown({ text, isStreaming = false }: { text: string; isStreaming?: boolean }) {
  const plugins = useHighlighting(text.includes('```') || text.includes('~~~'))
  const blocks = splitBlocks(text)
  return (
    <div className={cx('prose', isStreaming && 'is-streaming')}>
      {blocks.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added at the end
        <Block key={index} text={block} plugins={isStreaming && index === blocks.length - 1 ? noPlugins : plugins} />
      ))}
      {isStreaming && blocks.length === 0 && <span className="caret" />}
    </div>
  )
}
