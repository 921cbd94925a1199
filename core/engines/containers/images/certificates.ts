import { readFile } from 'node:fs/promises'
import { getCACertificates, rootCertificates } from 'node:tls'
import type { ContainerSettings } from '../../../contract/settings.ts'
import { refuse } from './refusal.ts'

/** Where systems keep the list of authorities they trust, as one PEM file. */
const hostFiles = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/ca-bundle.pem', '/etc/ssl/cert.pem']
const block = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g

/**
 * The authorities that builds and tools of `name` shall trust, as one PEM text; null when the settings ask for none, and an image keeps its base's.
 * Only certificates are taken from the files: a key that stands beside them stays out.
 */
export async function certificatesOf(name: string, settings: ContainerSettings): Promise<string | null> {
  const { certificates = [], useHostCertificates = false } = settings
  if (certificates.length === 0 && !useHostCertificates) return null
  const all = new Set((useHostCertificates ? await ofThisComputer(name) : rootCertificates).map(plain))
  for (const file of certificates) {
    const text = await readFile(file, 'utf8').catch((cause: unknown) =>
      refuse(name, `The setting containers.certificates names ${file}, which cannot be read: ${(cause as Error).message}`, { cause }),
    )
    const found = text.match(block) ?? refuse(name, `The setting containers.certificates names ${file}, which holds no certificate in PEM form.`)
    for (const one of found) all.add(plain(one))
  }
  return `${[...all].join('\n')}\n`
}

async function ofThisComputer(name: string): Promise<readonly string[]> {
  for (const file of process.platform === 'win32' || process.platform === 'darwin' ? [] : hostFiles) {
    const found = (await readFile(file, 'utf8').catch(() => '')).match(block)
    if (found) return found
  }
  const system = getCACertificates?.('system') ?? []
  if (system.length === 0)
    refuse(
      name,
      "The setting containers.useHostCertificates asks for this computer's list of authorities, which was not found. Name a PEM file under containers.certificates.",
    )
  return [...rootCertificates, ...system]
}

/** The same certificate, however its lines are broken, is the same text. */
const plain = (pem: string) => pem.replace(/\r/g, '').trim()
