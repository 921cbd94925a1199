import { runWithProjectNode } from './bootstrap.mjs'

process.exitCode = await runWithProjectNode('bench/run.ts')
