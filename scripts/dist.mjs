import { runWithProjectNode } from './bootstrap.mjs'

process.exitCode = await runWithProjectNode('scripts/build/dist.ts')
