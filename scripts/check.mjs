import { runWithProjectNode } from './bootstrap.mjs'

process.exitCode = await runWithProjectNode('scripts/check/check.ts')
