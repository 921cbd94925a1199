import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readGgufHeader } from './llama/gguf-header.ts'
import { builtInFolder, sparkPath } from './testing/spark.ts'

it('ships the demo model its README describes', async () => {
  const readme = await readFile(join(builtInFolder, 'README.md'), 'utf8')
  const digest = createHash('sha256')
    .update(await readFile(sparkPath))
    .digest('hex')
  expect(readme).toContain(digest)
  expect(readme).toContain(`${(await stat(sparkPath)).size.toLocaleString('en-US')} bytes`)
  expect(await readGgufHeader(sparkPath)).toMatchObject({
    architecture: 'qwen3',
    parameters: '3.4M',
    quantization: 'F16',
    trainContextTokens: 2048,
    isEmbedder: false,
  })
})
