import { dirname } from 'node:path'
import { setUpEngine } from './set-up.ts'

// The set-up alone, for who runs single suites by vitest: `node scripts/docker.mjs`.
const { baseImages, detail } = await setUpEngine(dirname(dirname(import.meta.dirname)))
console.log(baseImages ? detail : `No container engine: ${detail}`)
process.exitCode = baseImages ? 0 : 1
