import { runWithProjectNode } from './bootstrap.mjs'

process.exitCode = await runWithProjectNode('e2e/screenshots/take.ts')
