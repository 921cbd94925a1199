import { crc32, deflateRawSync } from 'node:zlib'

/** One entry as it is to be written, however wrong. Left out: what an honest writer would put there. */
export type ZipEntry = {
  name: string
  content?: string | Buffer
  /** The mode of a Unix system, such as 0o120777 for a link. */
  mode?: number
  flags?: number
  method?: number
  sizeBytes?: number
  crc?: number
}

/** Writes a zip byte by byte, so that tests can lie about every field. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content = '', mode = 0o100_644, flags = 0x800, method = 8, ...lies } of entries) {
    const bytes = Buffer.from(content)
    const packed = method === 8 ? deflateRawSync(bytes) : bytes
    const fileName = Buffer.from(name)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(flags, 2)
    shared.writeUInt16LE(method, 4)
    shared.writeUInt32LE(lies.crc ?? crc32(bytes), 10)
    shared.writeUInt32LE(packed.byteLength, 14)
    shared.writeUInt32LE(lies.sizeBytes ?? bytes.byteLength, 18)
    shared.writeUInt16LE(fileName.byteLength, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), shared, fileName, packed])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE((mode << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, tail, fileName]))
    locals.push(local)
    offset += local.byteLength
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.byteLength, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}
