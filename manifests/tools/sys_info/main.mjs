import os from 'node:os'

const gibibytes = (bytes) => Math.round((bytes / 2 ** 30) * 10) / 10
const [total, free] = [os.totalmem(), os.freemem()]
console.log(
  JSON.stringify({
    platform: os.platform(),
    arch: os.arch(),
    cpus: os.availableParallelism(),
    memory: { total_gib: gibibytes(total), free_gib: gibibytes(free), used_percent: Math.round((1 - free / total) * 100) },
    load: Math.round(os.loadavg()[0] * 100) / 100,
    uptime_hours: Math.round((os.uptime() / 3600) * 10) / 10,
  }),
)
