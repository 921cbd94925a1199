import { readFileSync } from 'node:fs'
import { endpoint } from './endpoint.mjs'
import { readResults } from './results.mjs'

const { query } = JSON.parse(readFileSync(0, 'utf8'))

function fail(message) {
  console.error(message)
  process.exit(1)
}

const response = await fetch(endpoint.replace('{query}', encodeURIComponent(query)), {
  headers: { accept: 'text/html,application/json', 'accept-language': 'en', 'user-agent': 'Mozilla/5.0 (compatible; Cortex)' },
}).catch((error) => fail(`the search engine cannot be reached: ${error.cause?.message ?? error.message}`))
const text = await response.text()
// DuckDuckGo answers 202 with a puzzle page when it takes the asker for a robot.
if (response.status === 202 || /anomaly-modal|challenge-form/.test(text)) fail('the search engine asks for a proof of being human; try again later')
if (!response.ok) fail(`the search engine answered with status ${response.status}`)
const results = readResults(text, response.headers.get('content-type') ?? '')
if (results === null) fail('the answer of the search engine could not be read; its page may have changed')
console.log(JSON.stringify({ results: results.slice(0, 8) }))
