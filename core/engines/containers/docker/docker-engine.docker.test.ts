import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { floodBytes, testContainerEngine } from '../engine.testsuite.ts'
import { createCuttableSocket } from '../testing/cuttable-socket.ts'
import { baseImages, realEngineSocket } from '../testing/real-engine.ts'
import { createDockerEngine } from './docker-engine.ts'

testContainerEngine('a real engine', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cortex-engine-'))
  const socket = await createCuttableSocket(join(folder, 'engine.sock'), await realEngineSocket())
  const engine = createDockerEngine({ settings: () => ({ host: `unix://${socket.path}` }) })
  return {
    engine,
    image: baseImages().bash,
    command: {
      copy: ['cat'],
      fail: ['sh', '-c', 'echo oops >&2; exit 3'],
      forever: ['sleep', '300'],
      flood: ['head', '-c', String(floodBytes), '/dev/zero'],
      count: ['seq', '5'],
      deaf: ['sh', '-c', 'sleep 1; seq 200000'],
    },
    cut: socket.cut,
    restore: socket.restore,
    async close() {
      await engine.close()
      await socket.cut()
      rmSync(folder, { recursive: true })
    },
  }
})
