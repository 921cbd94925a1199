import { runWithProjectNode } from './bootstrap.mjs'

process.exitCode = await runWithProjectNode('scripts/docker/main.ts')
