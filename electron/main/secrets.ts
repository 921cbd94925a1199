import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Secrets } from '../../core/engines/models/port.ts'

/** What of Electron's safeStorage is used: encryption with a key that the operating system's keychain holds. */
export type Keychain = {
  isAsyncEncryptionAvailable(): Promise<boolean>
  encryptStringAsync(text: string): Promise<Buffer>
  decryptStringAsync(bytes: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>
  /** Linux only. */
  getSelectedStorageBackend?(): string
}

type Options = {
  /** Names in the clear, values encrypted. */
  file: string
  keychain: Keychain
  platform?: NodeJS.Platform
  /** Makes the error a person gets where there is no safe place. */
  notSupported(detail: string): Error
  onUnreadable?(name: string): void
}

/** Keeps secrets in one file that only this person's keychain can open. Where there is none it stores nothing rather than store it openly. */
export function createKeychainSecrets({ file, keychain, platform = process.platform, notSupported, onUnreadable }: Options): Secrets {
  let last: Promise<unknown> = Promise.resolve()
  /** One at a time: each change is read, changed and written as a whole. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work)
    last = result.catch(() => {})
    return result
  }

  async function write(entries: Record<string, string>): Promise<void> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(`${file}.new`, JSON.stringify(entries), { mode: 0o600 })
    await rename(`${file}.new`, file)
  }

  /** Why nothing can be kept safely, for the person; null when it can. */
  async function whyNot(): Promise<string | null> {
    if (!(await keychain.isAsyncEncryptionAvailable()))
      return 'The keychain of this system is locked or not available. Unlock it, or set the key as an environment variable.'
    // Chromium's `basic_text` encrypts with a password that is in its source code.
    if (platform === 'linux' && ['basic_text', 'unknown'].includes(keychain.getSelectedStorageBackend?.() ?? 'unknown'))
      return 'No keychain runs on this desktop, so a key could only be stored openly. Start GNOME Keyring or KWallet, or set the key as an environment variable.'
    return null
  }

  return {
    get: (name) =>
      inTurn(async () => {
        const entries = await read(file)
        const encrypted = entries[name]
        if (encrypted === undefined || (await whyNot()) !== null) return null
        try {
          const { result, shouldReEncrypt } = await keychain.decryptStringAsync(Buffer.from(encrypted, 'base64'))
          if (shouldReEncrypt) await write({ ...entries, [name]: (await keychain.encryptStringAsync(result)).toString('base64') })
          return result
        } catch {
          // Encrypted by another keychain, such as before a new installation of the system.
          onUnreadable?.(name)
          return null
        }
      }),
    set: (name, value) =>
      inTurn(async () => {
        const { [name]: _, ...entries } = await read(file)
        if (value === null) return write(entries)
        const why = await whyNot()
        if (why) throw notSupported(why)
        await write({ ...entries, [name]: (await keychain.encryptStringAsync(value)).toString('base64') })
      }),
  }
}

async function read(file: string): Promise<Record<string, string>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).filter(([, entry]) => typeof entry === 'string'))
  } catch {
    // Falls through: what cannot be read is set aside, so that the next key can be kept.
  }
  await rename(file, `${file}.damaged`)
  return {}
}
