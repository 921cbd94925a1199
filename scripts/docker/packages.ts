import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from '../test/run.ts'

/** The first of `names` that is on PATH; null when none is. */
export function onPath(names: string[]): string | null {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
      if (folder && existsSync(path)) return path
    }
  }
  return null
}

/** The release of Debian this process may install packages on, such as `bookworm`; null where it may not. */
export function ownDebian(): string | null {
  if (process.getuid?.() !== 0 || !onPath(['apt-get']) || !existsSync('/etc/os-release')) return null
  const release = readFileSync('/etc/os-release', 'utf8')
  return /^ID=debian$/m.test(release) ? (/^VERSION_CODENAME=(\w+)$/m.exec(release)?.[1] ?? null) : null
}

/** null when they were installed, else why not. */
export async function installFromDebian(root: string, names: string[]): Promise<string | null> {
  const apt = onPath(['apt-get'])
  const listed = names.join(', ')
  if (process.getuid?.() !== 0 || !apt) return `${listed} is not installed, and only root on Debian can fetch it here`
  console.log(`Fetching ${listed} from Debian (once) …`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run(apt, ['update', '-q'], { cwd: root, timeoutMs: 180_000, env })
  const installed = await run(apt, ['install', '-y', '-q', '--no-install-recommends', ...names], { cwd: root, timeoutMs: 600_000, env })
  return installed.code === 0 ? null : `apt-get could not install ${listed}: ${installed.output.trim().split('\n').at(-1)}`
}
