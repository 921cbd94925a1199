import type { ASTNode } from '@marcbachmann/cel-js'

/** A name that an expression uses, at its offsets in the code. `step` and `input` are what `steps.x` and `inputs.x` name. */
export type NameRead = { what: 'step' | 'input' | 'variable' | 'function'; name: string; start: number; end: number }

/** `list.map(x, …)`: the first argument names what the others may use. */
const binders = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])
const roots = { steps: 'step', inputs: 'input' } as const

/** Every name an expression uses, but those it introduces itself. `steps[anything]` that is no plain text names nothing that could be known here. */
export function namesRead(root: ASTNode, code: string): NameRead[] {
  const found: NameRead[] = []
  const add = (what: NameRead['what'], name: string, start: number) => found.push({ what, name, start, end: start + name.length })

  const rootOf = (node: ASTNode, own: ReadonlySet<string>): 'step' | 'input' | null =>
    node.op === 'id' && (node.args === 'steps' || node.args === 'inputs') && !own.has(node.args) ? roots[node.args] : null

  const walk = (node: ASTNode, own: ReadonlySet<string>): void => {
    if (node.op === 'id') {
      if (!own.has(node.args)) add('variable', node.args, node.start)
    } else if (node.op === '.' || node.op === '.?') {
      const [holder, name] = node.args
      const what = rootOf(holder, own)
      if (what) add(what, name, node.end - name.length)
      else walk(holder, own)
    } else if (node.op === '[]' || node.op === '[?]') {
      const [holder, key] = node.args
      const what = rootOf(holder, own)
      if (what && key.op === 'value' && typeof key.args === 'string') found.push({ what, name: key.args, start: key.start, end: key.end })
      else {
        walk(holder, own)
        walk(key, own)
      }
    } else if (node.op === 'call') {
      const [name, parts] = node.args
      add('function', name, node.start)
      for (const part of parts) walk(part, own)
    } else if (node.op === 'rcall') {
      const [name, receiver, parts] = node.args
      walk(receiver, own)
      add('function', name, Math.max(node.start, code.indexOf(name, receiver.end)))
      const [first, ...others] = parts
      const isBind = name === 'bind' && receiver.op === 'id' && receiver.args === 'cel'
      if (first?.op === 'id' && (isBind || (binders.has(name) && others.length > 0))) {
        const inner = new Set(own).add(first.args)
        others.forEach((part, index) => void walk(part, isBind && index === 0 ? own : inner))
      } else for (const part of parts) walk(part, own)
    } else if (node.op !== 'value') walkAll(node.args, own)
  }
  const walkAll = (args: unknown, own: ReadonlySet<string>): void => {
    if (Array.isArray(args)) for (const one of args) walkAll(one, own)
    else if (args !== null && typeof args === 'object' && 'op' in args) walk(args as ASTNode, own)
  }
  walk(root, new Set())
  return found
}
