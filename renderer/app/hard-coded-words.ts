import { parseSync } from 'vite'

interface Node {
  type: string
  start: number
  [key: string]: unknown
}

/** Attributes that a person reads or hears. Those of our own components that only take a key or an id are not among them. */
const spokenAttributes = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'aria-valuetext',
  'title',
  'placeholder',
  'alt',
  'label',
  'heading',
  'what',
  'about',
  'summary',
])
/** Functions whose first argument is shown or read out. */
const spokenCalls = new Set(['announce', 'showToast', 'tip'])
/** Names that are the same in every language, and addresses and paths that stand as examples. */
const isName = (text: string) => /^(Cortex|mermaid|https?:\/\/\S+|\/\S+)$/.test(text.trim())
const hasWord = (text: string) => /\p{L}{2,}/u.test(text) && !isName(text)

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
const childrenOf = (node: Node): Node[] =>
  Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)

/** What an expression may come to, as far as it is written here. */
function wordsOf(node: unknown): string[] {
  if (!isNode(node)) return []
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' && hasWord(node.value) ? [node.value] : []
    case 'TemplateLiteral':
      return (node.quasis as { value: { raw: string } }[]).map(({ value }) => value.raw).filter(hasWord)
    case 'ConditionalExpression':
      return [...wordsOf(node.consequent), ...wordsOf(node.alternate)]
    case 'LogicalExpression':
      return [...wordsOf(node.left), ...wordsOf(node.right)]
    case 'BinaryExpression':
      return node.operator === '+' ? [...wordsOf(node.left), ...wordsOf(node.right)] : []
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
      return wordsOf(node.expression)
    default:
      return []
  }
}

/** Words of a component's source that a person would see and a translation would not reach, each with its line. */
export function hardCodedWords(file: string, source: string): string[] {
  const found: { start: number; text: string }[] = []
  const add = (node: Node, texts: string[]) => found.push(...texts.map((text) => ({ start: node.start, text: text.trim() })))
  const visit = (node: Node) => {
    if (node.type === 'JSXText' && hasWord(node.value as string)) {
      const text = node.value as string
      found.push({ start: node.start + text.search(/\S/), text: text.trim() })
    }
    if (node.type === 'JSXAttribute' && spokenAttributes.has(String((node.name as Node).name))) add(node, wordsOf(node.value))
    if (node.type === 'JSXElement' || node.type === 'JSXFragment')
      for (const child of node.children as Node[]) if (child.type === 'JSXExpressionContainer') add(child, wordsOf(child.expression))
    if (node.type === 'CallExpression' && spokenCalls.has(String((node.callee as Node).name))) add(node, wordsOf((node.arguments as Node[])[0]))
    for (const child of childrenOf(node)) visit(child)
  }
  visit(parseSync(file, source).program as unknown as Node)
  return found.map(({ start, text }) => `${file}:${source.slice(0, start).split('\n').length} ${text}`)
}
