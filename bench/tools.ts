import { spawn } from 'node:child_process'
import { createTestContainers } from '../core/kinds/tool/container/testing.ts'
import { createTestPath } from '../core/kinds/tool/container/testing-path.ts'
import { type Bench, type Figure, pairedRatio, timeMs } from './figure.ts'

const rounds = 50
const input = { name: 'bench' }
const scripts = {
  bash: { 'main.sh': 'cat' },
  python: { 'main.py': 'import json, sys\nprint(json.dumps(json.load(sys.stdin)))' },
  node: { 'main.mjs': `let text = ''; for await (const chunk of process.stdin) text += chunk; console.log(JSON.stringify(JSON.parse(text)))` },
} as const

/** `docker run --rm` of the same image under the limits that the tool has, as one would write it. */
function dockerRun(image: string): Promise<void> {
  const limits =
    '--network none --read-only --tmpfs /tmp --tmpfs /work --cap-drop ALL --security-opt no-new-privileges --pids-limit 64 --memory 256m --memory-swap 256m --cpus 1 --user 10001:10001'
  return new Promise((resolve, reject) => {
    const child = spawn('docker', ['run', '--rm', '-i', ...limits.split(' '), image], { stdio: ['pipe', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', () => (output.includes(input.name) ? resolve() : reject(new Error(`docker run answered ${output}`))))
    child.stdin.end(JSON.stringify(input))
  })
}

/** A call of a tool, from `runs.execute` to its result and journalled, while a started container waits, against `docker run --rm`. */
export default {
  name: 'tools',
  async measure() {
    const containers = await createTestContainers({ warmLimit: 1 })
    const path = await createTestPath(containers)
    const figures: Figure[] = []
    try {
      for (const [type, files] of Object.entries(scripts)) {
        const name = `bench_${type}`
        path.drop(name, type as keyof typeof scripts, files)
        const call = async () => {
          const result = await path.runs.execute('tool', name, input, {})
          if (result.status !== 'done') throw new Error(JSON.stringify(result.error))
        }
        await call()
        const tool = path.loaded.get(name)
        const image = tool && (await path.images.find(tool))?.tag
        if (!image) throw new Error(`no image of ${name}`)
        const sides = await pairedRatio(
          rounds,
          async () => {
            await containers.sandbox.settle()
            return timeMs(call)
          },
          async () => {
            await containers.sandbox.settle()
            return timeMs(() => dockerRun(image))
          },
        )
        figures.push({
          name: `tools: warm call in ${type} / docker run --rm`,
          value: sides.ours / sides.bare,
          unit: '',
          limit: { is: 'at most', value: 0.25 },
          how: `${Math.round(sides.ours)} ms / ${Math.round(sides.bare)} ms, medians of ${rounds}, taking turns`,
        })
      }
    } finally {
      await path.close()
      await containers.close()
    }
    return figures
  },
} satisfies Bench
