import type { ContainerCreateOptions, MountSettings } from 'dockerode'
import type { ContainerSpec, Mount } from '../port.ts'

/** The engine's own form of `spec`, with what every container of ours gets besides. Pure, so that it can be tested without an engine. */
export function createOptions(spec: ContainerSpec): ContainerCreateOptions {
  const isAlone = spec.network.kind !== 'open'
  return {
    Image: spec.image,
    ...(spec.command && { Cmd: spec.command }),
    ...(spec.entrypoint && { Entrypoint: spec.entrypoint }),
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: spec.labels,
    ...(spec.user && { User: spec.user }),
    ...(spec.workingFolder && { WorkingDir: spec.workingFolder }),
    OpenStdin: spec.hasStdin,
    StdinOnce: spec.hasStdin,
    AttachStdin: spec.hasStdin,
    AttachStdout: true,
    AttachStderr: true,
    Tty: false,
    ExposedPorts: Object.fromEntries(spec.ports.map(({ containerPort }) => [`${containerPort}/tcp`, {}])),
    HostConfig: {
      Privileged: false,
      CapDrop: ['ALL'],
      CapAdd: spec.capabilities,
      // Docker's own seccomp profile is in force as long as no other is named.
      SecurityOpt: ['no-new-privileges'],
      Sysctls: { 'net.ipv6.conf.all.disable_ipv6': '1', 'net.ipv6.conf.default.disable_ipv6': '1' },
      RestartPolicy: { Name: 'no' },
      ReadonlyRootfs: spec.isReadOnlyRoot,
      Tmpfs: Object.fromEntries(spec.tmpfs.map((one) => [one.path, tmpfsOptions(one)])),
      Mounts: spec.mounts.map(mountSettings),
      PidsLimit: spec.limits.pids,
      Memory: spec.limits.memoryBytes,
      // Equal: no swap.
      MemorySwap: spec.limits.memoryBytes,
      NanoCpus: Math.round(spec.limits.cpus * 1e9),
      // A crash dump would be handed to whatever the host's kernel is told to start for it. Engines differ in how many open files they
      // allow, up to a thousand million, and some programs go through them all at their start.
      Ulimits: [
        { Name: 'core', Soft: 0, Hard: 0 },
        { Name: 'nofile', Soft: 16_384, Hard: 16_384 },
      ],
      Init: spec.hasInit,
      LogConfig: spec.log
        ? { Type: 'json-file', Config: { 'max-size': String(spec.log.fileBytes), 'max-file': String(spec.log.files) } }
        : { Type: 'none', Config: {} },
      // A resolver that is not there, so that the engine's answers for members of the network and hands nothing on.
      // Other names then fail after a second; by default they would take twenty.
      ...(isAlone && { Dns: ['127.0.0.1'], DnsSearch: ['.'], DnsOptions: ['timeout:1', 'attempts:1'] }),
      PortBindings: Object.fromEntries(
        spec.ports.map(({ containerPort, hostPort }) => [
          `${containerPort}/tcp`,
          [{ HostIp: '127.0.0.1', HostPort: hostPort ? String(hostPort) : '' }],
        ]),
      ),
      NetworkMode: networkMode(spec.network),
    },
    ...firstEndpoint(spec.network),
  }
}

function networkMode(network: ContainerSpec['network']): string {
  if (network.kind === 'open') return 'bridge'
  return (network.kind === 'joined' && network.networks[0]?.name) || 'none'
}

/** Engines before API 1.44 take one network at creation; the others are joined before the start. */
function firstEndpoint(network: ContainerSpec['network']): Pick<ContainerCreateOptions, 'NetworkingConfig'> {
  const first = network.kind === 'joined' ? network.networks[0] : undefined
  return first ? { NetworkingConfig: { EndpointsConfig: { [first.name]: { Aliases: first.aliases } } } } : {}
}

function tmpfsOptions({ sizeBytes, mode, isExecutable }: ContainerSpec['tmpfs'][number]): string {
  return ['rw', 'nosuid', 'nodev', isExecutable ? 'exec' : 'noexec', `size=${sizeBytes}`, `mode=${mode ?? '1777'}`].join(',')
}

function mountSettings(mount: Mount): MountSettings {
  const common = { Target: mount.path, ReadOnly: mount.mode === 'ro' }
  if (mount.kind === 'volume') return { ...common, Type: 'volume', Source: mount.volume }
  return { ...common, Type: 'bind', Source: mount.hostPath, BindOptions: { Propagation: 'rprivate' } }
}
