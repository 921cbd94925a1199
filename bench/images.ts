import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ToolManifest } from '../core/contract/manifests/index.ts'
import { createDockerEngine } from '../core/engines/containers/docker/docker-engine.ts'
import { testBaseImages } from '../core/engines/containers/images/testing.ts'
import { createToolImages, type ToolSource } from '../core/engines/containers/images/tool-images.ts'
import { labelsOf } from '../core/engines/containers/labels.ts'
import { systemClock } from '../core/kernel/clock.ts'
import { silentLogger } from '../core/kernel/logger.ts'
import { inTemporaryFolder } from './chats.ts'
import { type Bench, median, pairedRatio, timeMs } from './figure.ts'

const rounds = 9
const looks = 50
const run = promisify(execFile)

/** A Python tool with one pip dependency: looking whether it is built, building it from nothing, and building it again with other code. */
export default {
  name: 'images',
  measure: () =>
    inTemporaryFolder(async (outer) => {
      const folder = join(outer, 'tool')
      mkdirSync(folder)
      const engine = createDockerEngine()
      const { state } = await engine.refresh()
      if (state !== 'ready') {
        process.stderr.write('images: no container engine answers, nothing is measured\n')
        await engine.close()
        return []
      }
      const owner = `bench-${process.pid}`
      const theirTag = `cortex-bench:${process.pid}`
      const images = createToolImages({
        engine,
        owner,
        settings: () => ({ baseImages: testBaseImages }),
        clock: systemClock,
        logger: silentLogger,
        uses: { read: async () => null, write: async () => {} },
      })
      try {
        const manifest: ToolManifest = {
          kind: 'Tool',
          name: 'bench_slugify',
          implementation: { type: 'python', script: './main.py' },
          build: { engine: 'pip', dependencies: ['humanize==4.9.0'] },
        }
        const source: ToolSource = { manifest, file: join(folder, 'tool.yml'), folder, digest: 'bench' }
        const asked = { signal: new AbortController().signal, onLog: () => {} }
        const writeCode = (version: number | string) =>
          writeFileSync(
            join(folder, 'main.py'),
            `import humanize, json, sys\nprint(json.dumps(humanize.intcomma(json.load(sys.stdin)["n"])))\n# ${version}\n`,
          )
        writeFileSync(join(folder, 'tool.yml'), JSON.stringify(manifest))
        writeCode(0)
        // Beside the folder, so that both build the same files.
        const theirs = join(outer, 'Dockerfile')
        writeFileSync(theirs, (await images.plan(source)).dockerfile)

        const cold = await pairedRatio(
          rounds,
          async () => {
            const took = await timeMs(() => images.build(source, { ...asked, force: true }))
            // What a build clears up behind itself shall not be in the way of the next one.
            await images.prune()
            return took
          },
          async () => {
            const build = ['build', '--no-cache', '-q', '-t', theirTag, '-f', theirs, folder]
            const took = await timeMs(() => run('docker', build, { env: { ...process.env, DOCKER_BUILDKIT: '0' } }))
            // Before the next one takes its tag away and leaves it behind.
            await engine.images.remove(theirTag)
            return took
          },
        )
        const codeOnly: number[] = []
        for (let round = 0; round <= rounds; round++) {
          writeCode(`${process.pid} ${round}`)
          const took = await timeMs(() => images.build(source, asked))
          await images.prune()
          if (round > 0) codeOnly.push(took)
        }
        const cached: number[] = []
        for (let look = 0; look <= looks; look++) {
          const took = await timeMs(async () => {
            if (!(await images.find(source))) throw new Error('the image is not there')
          })
          if (look > 0) cached.push(took)
        }
        const ms = (value: number) => `${value < 20 ? value.toFixed(1) : Math.round(value)} ms`
        return [
          {
            name: 'cold build of an image / docker build of the same Dockerfile',
            value: cold.ratio,
            unit: '',
            limit: { is: 'at most', value: 1.1 },
            how: `median of ${rounds} paired rounds without cache, Python with a pip dependency; ${ms(cold.ours)} against ${ms(cold.bare)}`,
          },
          {
            name: 'code-only rebuild / cold build',
            value: median(codeOnly) / cold.ours,
            unit: '',
            limit: { is: 'at most', value: 0.3 },
            how: `medians of ${rounds}; ${ms(median(codeOnly))} against ${ms(cold.ours)}`,
          },
          {
            name: 'cached "is it built" / cold build',
            value: median(cached) / cold.ours,
            unit: '',
            limit: { is: 'at most', value: 0.02 },
            how: `medians of ${looks} and ${rounds}; ${ms(median(cached))} against ${ms(cold.ours)}`,
          },
        ]
      } finally {
        await images.close()
        const ours = await engine.images.list(labelsOf({ owner }))
        for (const ref of ours.flatMap(({ id, tags }) => (tags.length > 0 ? tags : [id]))) await engine.images.remove(ref)
        await engine.close()
      }
    }),
} satisfies Bench
