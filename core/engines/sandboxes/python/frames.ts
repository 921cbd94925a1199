import { readSync, writeSync } from 'node:fs'

/** One message on the pipe between a Python child and the host: a JSON header and, for file contents, raw bytes. */
export type Frame = { header: unknown; bytes: Uint8Array }

/** Two lengths of 4 bytes each, little endian, then header and bytes. */
export function encodeFrame({ header, bytes }: Frame): Buffer {
  const json = Buffer.from(JSON.stringify(header))
  const lengths = Buffer.alloc(8)
  lengths.writeUInt32LE(json.byteLength, 0)
  lengths.writeUInt32LE(bytes.byteLength, 4)
  return Buffer.concat([lengths, json, bytes])
}

/** Reassembles frames from the chunks of a stream. Throws when a frame is larger than `maxBytes`. */
export function createFrameReader(maxBytes: number, onFrame: (frame: Frame) => void) {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk: Buffer): void => {
    rest = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.byteLength >= 8) {
      const [headerBytes, bodyBytes] = [rest.readUInt32LE(0), rest.readUInt32LE(4)]
      const whole = 8 + headerBytes + bodyBytes
      if (whole > maxBytes) throw new RangeError('a message from the sandbox is too large')
      if (rest.byteLength < whole) return
      const header: unknown = JSON.parse(rest.toString('utf8', 8, 8 + headerBytes))
      const bytes = new Uint8Array(rest.subarray(8 + headerBytes, whole))
      rest = rest.subarray(whole)
      onFrame({ header, bytes })
    }
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4))
function patiently(action: () => number): number {
  for (;;) {
    try {
      return action()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(pause, 0, 0, 2)
    }
  }
}

/** Writes all bytes to a pipe and waits until they are taken. */
export function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.byteLength; ) at += patiently(() => writeSync(fd, bytes, at))
}

function readExactly(fd: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; ) {
    const count = patiently(() => readSync(fd, bytes, at, length - at, null))
    // The host is gone; there is nobody to work for.
    if (count === 0) process.exit(1)
    at += count
  }
  return bytes
}

/** Asks the host and waits for its answer, without the event loop: Python's own calls are synchronous. */
export function exchange(fd: number, frame: Frame): Frame {
  writeWhole(fd, encodeFrame(frame))
  const lengths = readExactly(fd, 8)
  const header: unknown = JSON.parse(readExactly(fd, lengths.readUInt32LE(0)).toString('utf8'))
  return { header, bytes: readExactly(fd, lengths.readUInt32LE(4)) }
}
