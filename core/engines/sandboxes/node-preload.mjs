// Loaded before a script under real Node. Node ends its report of an uncaught error with its own version; the last line of
// stderr is what people and models read, so the message comes last here, as in the wasm sandbox.
import { writeSync } from 'node:fs'

process.on('uncaughtException', (error) => {
  const isError = error instanceof Error
  const frames = isError ? (error.stack ?? '').split('\n').filter((line) => /^ {4}at .*\//.test(line) && !line.includes('node:')) : []
  const last = isError ? `${error.name}: ${error.message}` : `Uncaught ${String(error)}`
  writeSync(2, `${[...frames, last].join('\n')}\n`)
  process.exit(1)
})
