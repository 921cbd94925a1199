// Grammar, loosest first:  sum: product (+|- product)*   product: signed (*|/|% signed)*   signed: -signed | power
//                          power: value (^ signed)?      value: number | name | name(list) | (sum)
const functions = {
  sqrt: [1, Math.sqrt],
  abs: [1, Math.abs],
  round: [1, Math.round],
  floor: [1, Math.floor],
  ceil: [1, Math.ceil],
  log: [1, Math.log10],
  ln: [1, Math.log],
  exp: [1, Math.exp],
  sin: [1, Math.sin],
  cos: [1, Math.cos],
  tan: [1, Math.tan],
  min: [null, Math.min],
  max: [null, Math.max],
}
const constants = { pi: Math.PI, π: Math.PI, e: Math.E }
const spellings = { '×': '*', '·': '*', '⋅': '*', '÷': '/', '∕': '/', '−': '-', '–': '-', '**': '^', '²': '^2', '³': '^3' }
// A comma groups thousands only where exactly three digits follow each one; inside a function's list it separates.
const numberPattern = /(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y
const plainNumberPattern = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y
const namePattern = /[a-zA-Zπ]+/y

/** The value of an arithmetic expression. Errors name the position, counted from 1. */
export function evaluate(expression) {
  const text = String(expression).replace(/=\s*$/, '')
  const tokens = tokenize(text)
  let at = 0
  let depth = 0
  const peek = () => tokens[at]
  const take = (...symbols) => (symbols.includes(peek()?.symbol) ? tokens[at++] : null)
  const fail = (token) => {
    throw new Error(
      token ? `unexpected "${token.text}" at position ${token.position}` : `the expression ends too early, at position ${text.length + 1}`,
    )
  }
  const nested = (rule) => {
    depth += 1
    if (depth > 200) throw new Error(`nested too deeply at position ${peek()?.position ?? text.length}`)
    const value = rule()
    depth -= 1
    return value
  }

  function sum() {
    let value = product()
    for (let token = take('+', '-'); token; token = take('+', '-')) value = token.symbol === '+' ? value + product() : value - product()
    return value
  }
  function product() {
    let value = signed()
    for (;;) {
      const token = take('*', '/', '%')
      if (!token) {
        // 2(3 + 4), 2 pi
        const next = peek()
        if (next && (next.symbol === '(' || next.name)) value *= power()
        else return value
        continue
      }
      const right = signed()
      if (token.symbol !== '*' && right === 0) throw new Error(`division by zero at position ${token.position}`)
      value = token.symbol === '*' ? value * right : token.symbol === '/' ? value / right : value % right
    }
  }
  function signed() {
    if (take('-')) return -nested(signed)
    if (take('+')) return nested(signed)
    return power()
  }
  function power() {
    const base = value()
    return take('^') ? base ** nested(signed) : base
  }
  function value() {
    const token = tokens[at++]
    if (!token) return fail()
    if (token.number !== undefined) return token.number
    if (token.symbol === '(') return nested(() => closing(sum()))
    if (token.name) return named(token)
    return fail(token)
  }
  function named({ name, position }) {
    const key = name.toLowerCase()
    if (Object.hasOwn(constants, key)) return constants[key]
    const [count, call] = functions[key]
    if (!take('(')) throw new Error(`${name} needs parentheses, as in ${name}(2), at position ${position}`)
    const values = nested(() => {
      const list = [sum()]
      while (take(',')) list.push(sum())
      return closing(list)
    })
    if (count !== null && values.length !== count) throw new Error(`${name} takes one value, not ${values.length}, at position ${position}`)
    const result = call(...values)
    if (Number.isNaN(result)) throw new Error(`${name}(${values.join(', ')}) is no real number`)
    return result
  }
  function closing(result) {
    if (!take(')')) fail(peek())
    return result
  }

  if (tokens.length === 0) throw new Error('the expression is empty')
  const result = sum()
  if (at < tokens.length) fail(peek())
  if (Number.isNaN(result)) throw new Error('the result is no real number')
  if (!Number.isFinite(result)) throw new Error('the result is too large')
  // 0.1 + 0.2 is 0.3 for everybody but a floating-point unit; -0 is 0.
  return Number(result.toPrecision(15)) + 0
}

function tokenize(text) {
  const tokens = []
  // Whether a comma may stand between digits of one number, or separates values of the innermost function call.
  const lists = []
  for (let at = 0; at < text.length; ) {
    const position = at + 1
    if (/\s/.test(text[at])) {
      at += 1
      continue
    }
    const pattern = lists.at(-1) ? plainNumberPattern : numberPattern
    pattern.lastIndex = at
    const number = pattern.exec(text)?.[0]
    if (number) {
      tokens.push({ number: Number(number.replaceAll(',', '')), text: number, position })
      at += number.length
      continue
    }
    namePattern.lastIndex = at
    const name = namePattern.exec(text)?.[0]
    if (name) {
      const key = name.toLowerCase()
      if (!Object.hasOwn(constants, key) && !Object.hasOwn(functions, key)) throw new Error(`unknown name "${name}" at position ${position}`)
      tokens.push({ name, text: name, position })
      at += name.length
      continue
    }
    const written = text.startsWith('**', at) ? '**' : text[at]
    const symbols = Object.hasOwn(spellings, written) ? spellings[written] : written
    if (!/^[-+*/%^(),]/.test(symbols)) throw new Error(`unexpected "${written}" at position ${position}`)
    if (symbols === '(') lists.push(tokens.at(-1)?.name !== undefined)
    if (symbols === ')') lists.pop()
    tokens.push({ symbol: symbols[0], text: written, position })
    if (symbols.length > 1) tokens.push({ number: Number(symbols.slice(1)), text: written, position })
    at += written.length
  }
  return tokens
}
