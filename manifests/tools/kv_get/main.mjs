import { readFileSync } from 'node:fs'

const { key } = JSON.parse(readFileSync(0, 'utf8'))
const state = JSON.parse(readFileSync(process.env.CORTEX_STATE_FILE, 'utf8'))
const found = Object.hasOwn(state, key)
console.log(JSON.stringify({ key, value: found ? state[key] : null, found }))
