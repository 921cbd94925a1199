import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Keeps a workstation from finding an engine: journeys that are not about containers run as on a computer that has none. */
export const withoutEngine = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }

/** What images of tools and relics are built on in tests. */
export const testBaseImages: Record<string, string> = process.env.CORTEX_TEST_BASE_IMAGES
  ? JSON.parse(process.env.CORTEX_TEST_BASE_IMAGES)
  : {
      python: 'cortex-base/python:3',
      node: 'cortex-base/node:24',
      go: 'cortex-base/go:1',
      bash: 'cortex-base/debian:12',
      redis: 'cortex-base/redis:7',
    }

/** Lets the workstation of a data folder build on the base images of the tests. */
export function writeTestBaseImages(dataFolder: string): void {
  const { python, node, go, bash, redis } = testBaseImages
  const containers = { baseImages: { python, node, go, bash, redis }, useHostCertificates: true }
  writeFileSync(join(dataFolder, 'settings.json'), JSON.stringify({ containers }, null, 2))
}

const docker = (...args: string[]): string =>
  execFileSync('docker', args, { encoding: 'utf8', timeout: 60_000, stdio: ['ignore', 'pipe', 'ignore'] }).trim()
const lines = (text: string) => text.split('\n').filter((line) => line !== '')

export type Left = { id: string; role: string; name: string; launch: string; session: string; state: string }

/** The containers of a data folder's workstation, as the engine tells, not as the workstation does. */
export function containersOf(dataFolder: string): Left[] {
  const label = (key: string) => `{{.Label "dev.cortex.${key}"}}`
  const format = ['{{.ID}}', label('role'), label('name'), label('launch'), label('session'), '{{.State}}'].join('|')
  return lines(docker('ps', '-a', '--no-trunc', '--filter', `label=dev.cortex.home=${dataFolder}`, '--format', format)).map((line) => {
    const [id = '', role = '', name = '', launch = '', session = '', state = ''] = line.split('|')
    return { id, role, name, launch, session, state }
  })
}

/** Everything of a data folder's workstation but images, which the next journey builds on. */
export function removeContainersOf(dataFolder: string): void {
  const filter = ['--filter', `label=dev.cortex.home=${dataFolder}`]
  const ids = lines(docker('ps', '-aq', ...filter))
  if (ids.length > 0) docker('rm', '-f', '-v', ...ids)
  const networks = lines(docker('network', 'ls', '-q', ...filter))
  if (networks.length > 0) docker('network', 'rm', ...networks)
  const volumes = lines(docker('volume', 'ls', '-q', ...filter))
  if (volumes.length > 0) docker('volume', 'rm', '-f', ...volumes)
}
