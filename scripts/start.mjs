import { runWithProjectNode } from './bootstrap.mjs'

process.exitCode = await runWithProjectNode('scripts/start/start.ts')
