import { host } from './host.js'

// Coarse figures that any container may see; nothing that names the machine or its person.
const figures = () => JSON.parse(host('os'))
export const EOL = '\n'
export const platform = () => figures().platform
export const type = () => ({ linux: 'Linux', darwin: 'Darwin', win32: 'Windows_NT' })[figures().platform] ?? figures().platform
export const arch = () => figures().arch
export const machine = arch
export const release = () => ''
export const version = () => ''
export const hostname = () => 'sandbox'
export const homedir = () => '/work'
export const tmpdir = () => '/tmp'
export const totalmem = () => figures().totalMemoryBytes
export const freemem = () => figures().freeMemoryBytes
export const uptime = () => figures().uptimeSeconds
export const loadavg = () => figures().loadAverage
export const availableParallelism = () => figures().cpuCount
export const cpus = () =>
  Array.from({ length: figures().cpuCount }, () => ({ model: '', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }))
export const networkInterfaces = () => ({})
export const userInfo = () => ({ username: 'tool', uid: -1, gid: -1, shell: null, homedir: '/work' })
export default {
  EOL,
  platform,
  type,
  arch,
  machine,
  release,
  version,
  hostname,
  homedir,
  tmpdir,
  totalmem,
  freemem,
  uptime,
  loadavg,
  availableParallelism,
  cpus,
  networkInterfaces,
  userInfo,
}
