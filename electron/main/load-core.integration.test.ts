import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { buildChanged } from '../../scripts/build/build.ts'
import { loadCore } from './load-core.ts'

it('finds in the compiled core everything that the desktop app takes from it', async () => {
  const root = dirname(dirname(import.meta.dirname))
  await buildChanged(root, ['app'])
  const core = await loadCore(`${pathToFileURL(join(root, 'out/app/core')).href}/`)
  const names = ['createApi', 'createCore', 'createFileLogger', 'Fault', 'foldersOf', 'serveMessagePort', 'announceWorkstation', 'startHttpServer']
  for (const name of names) expect(core).toHaveProperty(name, expect.any(Function))
})
