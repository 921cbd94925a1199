import { runWithProjectNode } from './bootstrap.mjs'

process.exitCode = await runWithProjectNode('scripts/test/test.ts')
