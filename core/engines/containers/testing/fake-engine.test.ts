import { floodBytes, type SuiteProgram, testContainerEngine } from '../engine.testsuite.ts'
import { createFakeEngine } from './fake-engine.ts'
import type { Program } from './fake-process.ts'

const programs: Record<SuiteProgram, Program> = {
  async copy({ stdin, stdout }) {
    for await (const chunk of stdin) await stdout(chunk as Buffer)
    return 0
  },
  async fail({ stderr }) {
    await stderr('oops\n')
    return 3
  },
  forever: ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(143))),
  async flood({ stdout }) {
    for (let left = floodBytes; left > 0; left -= 64 * 1024) await stdout(Buffer.alloc(64 * 1024))
    return 0
  },
  async count({ stdout }) {
    for (const line of [1, 2, 3, 4, 5]) await stdout(`${line}\n`)
    return 0
  },
  async deaf({ stdout }) {
    await stdout(Array.from({ length: 200_000 }, (_, index) => `${index + 1}\n`).join(''))
    return 0
  },
}

testContainerEngine('the fake engine', async () => {
  const engine = createFakeEngine({ images: ['base:1'], behave: ({ command }) => programs[command?.[0] as SuiteProgram] ?? (() => 0) })
  return {
    engine,
    image: 'base:1',
    command: Object.fromEntries(Object.keys(programs).map((name) => [name, [name]])) as Record<SuiteProgram, string[]>,
    cut: async () => engine.cut(),
    restore: async () => engine.restore(),
    close: () => engine.close(),
  }
})
