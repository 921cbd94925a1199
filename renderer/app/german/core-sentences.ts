import { parseSync } from 'vite'

interface Node {
  type: string
  [key: string]: unknown
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'

/** What sentences are called where the core hands them out: of faults, problems, checks and states. */
const spokenKeys = new Set([
  'detail',
  'why',
  'cause',
  'consequence',
  'effect',
  'message',
  'suggestion',
  'title',
  'label',
  'about',
  'reason',
  'step',
  'fix',
])

/** What an expression may come to, as far as it is written here; `<n>` stands in each blank. */
function textsOf(node: unknown): string[] {
  if (!isNode(node)) return []
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : []
    case 'TemplateLiteral':
      return [
        (node.quasis as { value: { cooked: string } }[]).map(({ value }, index) => (index === 0 ? '' : `<${index - 1}>`) + value.cooked).join(''),
      ]
    case 'ConditionalExpression':
      return [...textsOf(node.consequent), ...textsOf(node.alternate)]
    case 'LogicalExpression':
      return [...textsOf(node.left), ...textsOf(node.right)]
    case 'ParenthesizedExpression':
      return textsOf(node.expression)
    default:
      return []
  }
}

/** The whole sentences that a source of the core hands out under one of those names. */
export function coreSentences(file: string, source: string): string[] {
  const found: string[] = []
  const visit = (node: Node) => {
    if (node.type === 'Property' && spokenKeys.has(String((node.key as Node).name)))
      found.push(...textsOf(node.value).filter((text) => /^[A-Z"<].* .*\.$/.test(text)))
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child)
  }
  visit(parseSync(file, source).program as unknown as Node)
  return found
}
