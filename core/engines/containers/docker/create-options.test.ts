import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ContainerSpec } from '../port.ts'
import { createOptions } from './create-options.ts'
import { splitTag } from './images.ts'
import { randomSubnets } from './subnets.ts'

const path = fc.constantFrom('/tmp', '/data', '/input')
const specs: fc.Arbitrary<ContainerSpec> = fc.record({
  image: fc.constant('base:1'),
  command: fc.option(fc.array(fc.string())),
  entrypoint: fc.option(fc.array(fc.string())),
  env: fc.dictionary(fc.string({ minLength: 1 }), fc.string()),
  labels: fc.dictionary(fc.string(), fc.string()),
  user: fc.option(fc.constant('10001:10001')),
  workingFolder: fc.option(path),
  hasStdin: fc.boolean(),
  hasInit: fc.boolean(),
  isReadOnlyRoot: fc.boolean(),
  tmpfs: fc.array(fc.record({ path, sizeBytes: fc.integer({ min: 1 }) })),
  mounts: fc.array(fc.record({ kind: fc.constant('bind' as const), hostPath: path, path, mode: fc.constantFrom('ro' as const, 'rw' as const) })),
  network: fc.oneof(
    fc.constant({ kind: 'none' as const }),
    fc.constant({ kind: 'open' as const, aliases: [] as [] }),
    fc.record({
      kind: fc.constant('joined' as const),
      networks: fc.array(fc.record({ name: fc.constantFrom('a', 'b'), aliases: fc.array(fc.string()) })),
    }),
  ),
  ports: fc.array(fc.record({ containerPort: fc.integer({ min: 1, max: 65_535 }), hostPort: fc.integer({ min: 0, max: 65_535 }) })),
  capabilities: fc.subarray(['CHOWN', 'SETUID']),
  limits: fc.record({ memoryBytes: fc.integer({ min: 1 }), cpus: fc.double({ min: 0.1, max: 8, noNaN: true }), pids: fc.integer({ min: 1 }) }),
  log: fc.option(fc.record({ fileBytes: fc.integer({ min: 1 }), files: fc.integer({ min: 1 }) })),
})

it('confines every container, whatever it is asked for', () => {
  fc.assert(
    fc.property(specs, (spec) => {
      const host = createOptions(spec).HostConfig
      expect(host).toMatchObject({
        Privileged: false,
        CapDrop: ['ALL'],
        CapAdd: spec.capabilities,
        SecurityOpt: ['no-new-privileges'],
        RestartPolicy: { Name: 'no' },
        PidsLimit: spec.limits.pids,
        Memory: spec.limits.memoryBytes,
        MemorySwap: spec.limits.memoryBytes,
        Sysctls: { 'net.ipv6.conf.all.disable_ipv6': '1' },
      })
      for (const bindings of Object.values(host?.PortBindings ?? {}) as { HostIp: string }[][]) {
        expect(bindings.every(({ HostIp }) => HostIp === '127.0.0.1')).toBe(true)
      }
      for (const options of Object.values(host?.Tmpfs ?? {})) expect(options).toMatch(/nosuid,nodev,noexec,size=\d+/)
      expect(host?.Binds).toBeUndefined()
      if (spec.network.kind !== 'open') expect([host?.NetworkMode === 'bridge', host?.Dns]).toEqual([false, ['127.0.0.1']])
    }),
  )
})

it('splits the tag from a registry with a port', () => {
  expect(splitTag('localhost:5000/team/tool:1')).toEqual(['localhost:5000/team/tool', '1'])
  expect(splitTag('localhost:5000/team/tool')).toEqual(['localhost:5000/team/tool', 'latest'])
  expect(splitTag('debian')).toEqual(['debian', 'latest'])
})

it('takes subnets of 64 addresses from its own range', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (random) => {
      const [subnet = ''] = randomSubnets(1, () => random)
      expect(subnet).toMatch(/^10\.(1[6-9]\d|2[0-4]\d|25[0-3])\.\d{1,3}\.(0|64|128|192)\/26$/)
    }),
  )
})
