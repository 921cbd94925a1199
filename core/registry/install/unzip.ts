import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise } from 'yauzl'
import { isLeftBehind, maxInstallBytes, maxInstallFiles, type UploadedFile } from './upload.ts'

/** Zips that grow by more than this, and to more than `harmlessBytes`, are made to fill disks; text shrinks to a tenth or so. */
const maxGrowth = 100
const harmlessBytes = 5_000_000
/** Folders are entries too. */
const maxEntries = 10_000

/** The files of a zip, or why nothing of it was unpacked. All entries are judged by the directory before the first byte is inflated. */
export async function filesOfZip(bytes: Buffer): Promise<{ files: UploadedFile[] } | { reason: string }> {
  if (bytes.byteLength > maxInstallBytes) return { reason: `It is larger than ${maxInstallBytes / 1e6} MB.` }
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, autoClose: false })
    try {
      const entries: Entry[] = []
      let all = 0
      for await (const entry of zip.eachEntry()) {
        if (++all > maxEntries || entries.length > maxInstallFiles) return { reason: `It holds more than ${maxInstallFiles} files.` }
        if (!isFolder(entry) && !entry.fileName.split('/').some(isLeftBehind)) entries.push(entry)
      }
      const reason = reasonAgainst(entries, bytes.byteLength)
      if (reason !== null) return { reason }
      const found: UploadedFile[] = []
      for (const entry of entries) {
        // The stream ends with an error when it holds more or less than its entry declares.
        const content = await buffer(await zip.openReadStreamPromise(entry))
        if (crc32(content) !== entry.crc32) return { reason: `${JSON.stringify(entry.fileName)} in it is damaged. Download or pack it again.` }
        found.push({ path: entry.fileName, bytes: content })
      }
      return { files: found }
    } finally {
      zip.close()
    }
  } catch (error) {
    return { reason: explain(error as Error) }
  }
}

const isFolder = (entry: Entry): boolean => entry.fileName.endsWith('/')

function reasonAgainst(entries: readonly Entry[], zipBytes: number): string | null {
  let total = 0
  for (const entry of entries) {
    const name = JSON.stringify(entry.fileName)
    if (entry.isEncrypted()) return 'It is protected by a password. Unpack it and drop the folder.'
    // The upper half holds the mode of the system it was packed on; 0 when that system has none.
    const type = (entry.externalFileAttributes >>> 16) & 0o170_000
    if (type === 0o120_000) return `It holds a symbolic link (${entry.fileName}). Replace it by a copy of what it points to.`
    if (type !== 0 && type !== 0o100_000) return `${name} in it is no ordinary file.`
    if (!entry.canDecodeFileData()) return `${name} is packed by a method that cannot be read here. Pack it again as an ordinary zip.`
    total += entry.uncompressedSize
  }
  if (total > harmlessBytes && total > zipBytes * maxGrowth)
    return `It grows to ${Math.round(total / Math.max(1, zipBytes))} times its size when unpacked, as only a zip bomb does. Nothing was unpacked.`
  if (total > maxInstallBytes) return `Unpacked, it is larger than ${maxInstallBytes / 1e6} MB.`
  return null
}

function explain({ message }: Error): string {
  const path = /^(?:absolute path|invalid relative path): (.*)$/s.exec(message)?.[1]
  if (path !== undefined) return `It holds ${JSON.stringify(path)}, a path that leads out of it. Nothing was unpacked.`
  if (/end of central directory|too short/i.test(message)) return 'This is no zip, or only the beginning of one. Download or pack it again.'
  return `This zip is damaged (${message}). Download or pack it again.`
}
