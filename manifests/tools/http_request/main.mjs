import { readFileSync } from 'node:fs'

const maxBodyCharacters = 200_000
const { url, method = 'GET', headers = {}, body } = JSON.parse(readFileSync(0, 'utf8'))

const isText = body === undefined || typeof body === 'string'
const init = { method, headers: isText ? headers : { 'content-type': 'application/json', ...headers } }
if (body !== undefined) init.body = isText ? body : JSON.stringify(body)
try {
  const response = await fetch(url, init)
  const text = await response.text()
  const result = { status: response.status, ok: response.ok, url: response.url, headers: Object.fromEntries(response.headers) }
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  console.log(JSON.stringify({ ...result, ...shown(text, isJson) }))
} catch (error) {
  console.error(error.cause?.message ?? error.message)
  process.exit(1)
}

function shown(text, isJson) {
  if (isJson && text.length <= maxBodyCharacters) {
    try {
      return { body: JSON.parse(text), truncated: false }
    } catch {
      // It says JSON and is none: shown as it came.
    }
  }
  return { body: text.slice(0, maxBodyCharacters), truncated: text.length > maxBodyCharacters }
}
