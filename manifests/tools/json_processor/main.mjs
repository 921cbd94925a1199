import { readFileSync } from 'node:fs'
import { select } from './query.mjs'

const { json, query = '' } = JSON.parse(readFileSync(0, 'utf8'))

function fail(message) {
  console.error(message)
  process.exit(1)
}

let value
try {
  value = JSON.parse(json)
} catch (error) {
  fail(`this is not valid JSON: ${error.message}`)
}
try {
  const result = select(value, query)
  console.log(JSON.stringify({ result: result ?? null, found: result !== undefined, text: JSON.stringify(result ?? null, null, 2) }))
} catch (error) {
  fail(error.message)
}
