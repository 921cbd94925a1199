// Parameters come as JSON on standard input; what is printed as JSON is the result.
import { readFileSync } from 'node:fs'

const { text } = JSON.parse(readFileSync(0, 'utf8'))
const words = text.split(/\s+/).filter(Boolean)

// What goes to standard error is shown as the log. After a non-zero exit the last line of it is the error.
console.error(`looking at ${text.length} characters`)

const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '')
console.log(JSON.stringify({ words: words.length, longest }))
