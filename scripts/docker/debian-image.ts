import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContainerEngine } from '../../core/engines/containers/port.ts'
import { run } from '../test/run.ts'
import { buildImage, type Entry } from './build-image.ts'
import { installFromDebian, onPath } from './packages.ts'

const hostCertificates = '/etc/ssl/certs/ca-certificates.crt'
const makeWithinMs = 600_000

/**
 * A small Debian of `release`, made from its archive where no registry of images can be reached. It trusts what this computer trusts, so
 * that pip, npm and go work in it behind a proxy that has an authority of its own. Rejects with an Error that says why it cannot be made.
 */
export async function makeDebianImage(root: string, engine: ContainerEngine, release: string, tag: string): Promise<void> {
  if (!onPath(['mmdebstrap'])) {
    const why = await installFromDebian(root, ['mmdebstrap'])
    if (why) throw new Error(why)
  }
  const folder = await mkdtemp(join(tmpdir(), 'cortex-debian-'))
  try {
    const tar = join(folder, 'root.tar')
    const unneeded = ['doc', 'man', 'locale', 'info'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`)
    const options = ['--variant=minbase', '--include=ca-certificates', '--skip=output/dev', '--quiet', ...unneeded]
    const made = await run('mmdebstrap', [...options, release, tar], { cwd: folder, timeoutMs: makeWithinMs })
    if (made.code !== 0) throw new Error(`mmdebstrap could not make Debian ${release}: ${made.output.trim().split('\n').at(-1)}`)
    const certificates = existsSync(hostCertificates) ? [{ name: 'host-ca.crt', content: readFileSync(hostCertificates) }] : []
    const trust = ['SSL_CERT_FILE', 'PIP_CERT', 'NODE_EXTRA_CA_CERTS'].map((name) => `${name}=/usr/local/share/host-ca.crt`)
    const dockerfile = [
      'FROM scratch',
      'ADD root.tar /',
      ...(certificates.length > 0
        ? [`COPY host-ca.crt ${hostCertificates}`, 'COPY host-ca.crt /usr/local/share/host-ca.crt', `ENV ${trust.join(' ')}`]
        : []),
      'CMD ["bash"]',
    ]
    const entries: Entry[] = [{ name: 'root.tar', size: statSync(tar).size, open: () => createReadStream(tar) }, ...certificates]
    await buildImage(engine, tag, dockerfile.join('\n'), entries)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
