import { runWithProjectNode } from './bootstrap.mjs'

process.exitCode = await runWithProjectNode('core/api/cli/cortex.ts')
