import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { candidates } from './find-engine.ts'
import type { Surroundings } from './strategies.ts'

const around = (changes: Partial<Surroundings> = {}): Surroundings => ({
  platform: 'linux',
  env: {},
  home: '/home/ada',
  uid: 1000,
  host: undefined,
  readText: () => null,
  ...changes,
})
const tried = (changes?: Partial<Surroundings>) =>
  candidates(around(changes)).flatMap(({ strategy, endpoint, url }) => (endpoint ? [`${strategy}: ${url}`] : []))
const whyNot = (strategy: string, changes?: Partial<Surroundings>) =>
  candidates(around(changes)).find((one) => one.strategy === strategy && !one.endpoint)?.why

describe('without anything named', () => {
  it('Linux has the system socket first, then rootless ones, then Podman', () => {
    expect(tried({ env: { XDG_RUNTIME_DIR: '/run/user/1000' } })).toEqual([
      'Docker: unix:///var/run/docker.sock',
      'Docker Desktop: unix:///home/ada/.docker/desktop/docker.sock',
      'rootless Docker: unix:///run/user/1000/docker.sock',
      'Colima: unix:///home/ada/.colima/default/docker.sock',
      'Colima: unix:///home/ada/.config/colima/default/docker.sock',
      'rootless Podman: unix:///run/user/1000/podman/podman.sock',
      'Podman: unix:///run/podman/podman.sock',
    ])
    expect(whyNot('OrbStack')).toBe('only on macOS')
  })

  it('a runtime folder of another place is tried besides the usual one', () => {
    expect(tried({ env: { XDG_RUNTIME_DIR: '/tmp/run' } }).filter((one) => one.startsWith('rootless Docker'))).toEqual([
      'rootless Docker: unix:///tmp/run/docker.sock',
      'rootless Docker: unix:///run/user/1000/docker.sock',
    ])
  })

  it('macOS has Docker Desktop, OrbStack, Colima and the Podman machine', () => {
    expect(tried({ platform: 'darwin', home: '/Users/ada', env: { TMPDIR: '/var/folders/x/T/' } })).toEqual([
      'Docker: unix:///var/run/docker.sock',
      'Docker Desktop: unix:///Users/ada/.docker/run/docker.sock',
      'OrbStack: unix:///Users/ada/.orbstack/run/docker.sock',
      'Colima: unix:///Users/ada/.colima/default/docker.sock',
      'Colima: unix:///Users/ada/.config/colima/default/docker.sock',
      'Podman machine: unix:///var/folders/x/T/podman/podman-machine-default-api.sock',
      'Podman machine: unix:///Users/ada/.local/share/containers/podman/machine/podman.sock',
      'Podman machine: unix:///Users/ada/.local/share/containers/podman/machine/qemu/podman.sock',
    ])
  })

  it('Windows has named pipes', () => {
    const windows = candidates(around({ platform: 'win32', home: 'C:\\Users\\ada', uid: null })).flatMap(({ endpoint }) =>
      endpoint?.kind === 'socket' ? [endpoint.path] : [],
    )
    expect(windows).toEqual(['//./pipe/docker_engine', '//./pipe/dockerDesktopLinuxEngine', '//./pipe/podman-machine-default'])
  })
})

describe('what a person named', () => {
  it('in the settings is the only one tried, then DOCKER_HOST', () => {
    const env = { DOCKER_HOST: 'tcp://build:2375' }
    expect(tried({ host: 'unix:///tmp/own.sock', env })).toEqual(['settings: unix:///tmp/own.sock'])
    expect(whyNot('DOCKER_HOST', { host: 'unix:///tmp/own.sock', env })).toBe('not tried: the engine is named by settings')
    expect(tried({ env })).toEqual(['DOCKER_HOST: tcp://build:2375'])
    expect(tried({ env: { DOCKER_HOST: 'build:2375' } })).toEqual(['DOCKER_HOST: tcp://build:2375'])
  })

  it('as the Docker context is read from its files', () => {
    const meta = `/home/ada/.docker/contexts/meta/${createHash('sha256').update('lab').digest('hex')}/meta.json`
    const files: Record<string, string> = {
      '/home/ada/.docker/config.json': '{"currentContext":"lab"}',
      [meta]: '{"Endpoints":{"docker":{"Host":"unix:///run/lab.sock"}}}',
    }
    expect(tried({ readText: (path) => files[path] ?? null })[0]).toBe('Docker context: unix:///run/lab.sock')
    expect(whyNot('Docker context', { readText: () => '{"currentContext":"lab"}' })).toContain('names no engine')
    expect(whyNot('Docker context', { readText: () => 'not json' })).toBe('none is in use')
  })

  it('by TLS needs its certificates, and takes them from DOCKER_CERT_PATH', () => {
    const env = { DOCKER_HOST: 'tcp://build:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' }
    expect(whyNot('DOCKER_HOST', { env })).toContain('are not all in /certs')
    const [, chosen] = candidates(around({ env, readText: (path) => `text of ${path}` }))
    expect(chosen?.endpoint).toMatchObject({ host: 'build', port: 2376, tls: { ca: 'text of /certs/ca.pem', key: 'text of /certs/key.pem' } })
  })

  it('that cannot be used says what can', () => {
    expect(whyNot('DOCKER_HOST', { env: { DOCKER_HOST: 'ssh://ada@build' } })).toContain('ssh -N -L /tmp/docker.sock:/var/run/docker.sock ada@build')
    expect(whyNot('settings', { host: 'fish://x' })).toContain('write unix://, npipe:// or tcp://')
    expect(whyNot('settings', { host: 'unix://relative' })).toContain('absolute path')
  })
})
