import { readFileSync } from 'node:fs'
import { evaluate } from './expression.mjs'

const { expression } = JSON.parse(readFileSync(0, 'utf8'))
try {
  console.log(JSON.stringify({ result: evaluate(expression) }))
} catch (error) {
  console.error(error.message)
  process.exit(1)
}
