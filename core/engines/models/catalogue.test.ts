import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCatalogue, fileNameOf } from './catalogue.ts'
import { readAddress } from './downloads/address.ts'
import { builtInFolder } from './testing/spark.ts'

const catalogue = createCatalogue(join(builtInFolder, 'catalogue.json'))
const machine = { freeBytes: 12e9, totalBytes: 16e9 }

describe('The catalogue that ships', () => {
  it('has each model once, with an address that can be downloaded', async () => {
    const models = await catalogue.list(machine, [], [])
    expect(models.length).toBeGreaterThanOrEqual(12)
    for (const key of ['id', 'url', 'ollama', 'name'] as const) expect(new Set(models.map((model) => model[key])).size).toBe(models.length)
    for (const { url, page, sizeBytes, parameters, quantization } of models) {
      expect(readAddress(url).url).toBe(url)
      expect(url.startsWith(`${page}/resolve/`)).toBe(true)
      // A size that does not go with the parameters and their bits is a slip of the pen.
      const [count = 0, unit] = [Number.parseFloat(parameters), parameters.at(-1)]
      const bits = (sizeBytes * 8) / (count * (unit === 'B' ? 1e9 : 1e6))
      expect(bits, url).toBeGreaterThan(quantization === 'Q8_0' ? 8 : 4)
      expect(bits, url).toBeLessThan(quantization === 'Q8_0' ? 9.5 : 5.5)
    }
  })

  it('says what fits this computer', async () => {
    const verdicts = Object.fromEntries((await catalogue.list(machine, [], [])).map(({ id, memory }) => [id, memory.verdict]))
    expect(verdicts).toMatchObject({ 'qwen3-0.6b': 'fits', 'qwen3-8b': 'fits', 'gpt-oss-20b': 'tight', 'qwen3-32b': 'too-large' })
  })

  it('knows what is here and what is on its way, as a file and in Ollama', async () => {
    const model = await catalogue.find('qwen3-8b')
    if (!model) throw new Error('It is gone')
    const here = [{ id: `llama/${fileNameOf(model)}` }, { id: 'ollama/qwen3:8b' }, { id: 'ollama/qwen3:14b' }] as never
    const coming = [
      { id: 'a', modelId: 'ollama/qwen3:4b', state: 'downloading' },
      { id: 'b', modelId: 'ollama/qwen3:1.7b', state: 'done' },
    ]
    const found = await catalogue.list(machine, here, coming)
    const of = (id: string) => found.find((one) => one.id === id)
    expect(of('qwen3-8b')?.installedAs).toEqual(['llama/Qwen3-8B-Q4_K_M', 'ollama/qwen3:8b'])
    expect(of('qwen3-4b')?.downloadId).toBe('a')
    expect(of('qwen3-1.7b')?.downloadId).toBeNull()
  })
})
