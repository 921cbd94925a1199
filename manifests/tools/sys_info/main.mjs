import os from 'node:os'

const gigabytes = (bytes) => (bytes / 1e9).toFixed(1)
const [total, free, hours] = [os.totalmem(), os.freemem(), os.uptime() / 3600]

// Few and flat, in words that can be passed on as they are: small models copy them into their answer.
console.log(
  JSON.stringify({
    os: `${os.platform()} ${os.arch()}`,
    cpus: os.availableParallelism(),
    memory: `${gigabytes(total - free)} of ${gigabytes(total)} GB used`,
    uptime: hours < 48 ? `${hours.toFixed(1)} hours` : `${Math.round(hours / 24)} days`,
  }),
)
