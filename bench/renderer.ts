import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Bench } from './figure.ts'

const out = join(import.meta.dirname, '../out/renderer')

/** What a browser must load of JavaScript before the first screen: the page's scripts and what they import at once. */
export default {
  name: 'renderer',
  async measure() {
    const page = readFileSync(join(out, 'index.html'), 'utf8')
    const scripts = [...page.matchAll(/(?:src|href)="\/?(?:\.\/)?([^"]+\.js)"/g)].map((match) => match[1] as string)
    const kilobytes = [...new Set(scripts)].reduce((sum, script) => sum + gzipSync(readFileSync(join(out, script)), { level: 9 }).length, 0) / 1000
    return [
      {
        name: 'initial JavaScript of the renderer, gzipped',
        value: Math.round(kilobytes * 10) / 10,
        unit: 'kB',
        limit: { is: 'at most', value: 250 },
        how: `${scripts.length} files that index.html names, modulepreload among them; npm run build first`,
      },
    ]
  },
} satisfies Bench
