import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ToolProbe } from '../../../contract/models.ts'
import { silentLogger } from '../../../kernel/logger.ts'
import { createKeptFacts } from './kept-facts.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cortex-facts-'))
})
afterEach(() => rm(folder, { recursive: true }))
const open = (name = 'a/facts.json') => createKeptFacts({ file: join(folder, name), logger: silentLogger })
const probe: ToolProbe = { outcome: 'calls-tools', hasTools: true, detail: '', at: '2026-01-01T00:00:00.000Z', durationMs: 1 }
const sample = (output: number) => ({ output, prompt: null, at: '2026-01-01T00:00:00.000Z' })

it('is there after a restart, by digest', async () => {
  const first = open()
  await Promise.all([first.setProbe('sha256:a', probe), first.addSpeed('sha256:a', sample(1)), first.addSpeed('sha256:a', sample(2))])
  const second = open()
  expect(await second.probe('sha256:a')).toEqual(probe)
  expect(await second.probe('sha256:b')).toBeNull()
  expect((await second.speeds('sha256:a')).map(({ output }) => output)).toEqual([1, 2])
})

it('keeps the last answers only', async () => {
  const facts = open()
  for (let index = 1; index <= 30; index++) await facts.addSpeed('x', sample(index))
  expect((await facts.speeds('x')).map(({ output }) => output)).toEqual(Array.from({ length: 20 }, (_, index) => index + 11))
})

it('starts over with a damaged file and goes on where nothing can be written', async () => {
  await writeFile(join(folder, 'facts.json'), '{"speeds": 3')
  const facts = open('facts.json')
  expect(await facts.probe('x')).toBeNull()
  await facts.setProbe('x', probe)
  expect(JSON.parse(await readFile(join(folder, 'facts.json'), 'utf8')).probes.x).toEqual(probe)
  const nowhere = open('facts.json/below/a-file.json')
  await nowhere.setProbe('x', probe)
  expect(await nowhere.probe('x')).toEqual(probe)
})
