import { readFileSync, writeFileSync } from 'node:fs'

const { key, value } = JSON.parse(readFileSync(0, 'utf8'))
const file = process.env.CORTEX_STATE_FILE
// Without a prototype, so that a key such as __proto__ is a key like any other.
const state = Object.assign(Object.create(null), JSON.parse(readFileSync(file, 'utf8')))
Object.defineProperty(state, key, { value, enumerable: true, configurable: true, writable: true })
writeFileSync(file, JSON.stringify(state))
console.log(JSON.stringify({ key, value, stored: true }))
