/** A piece of one of a container's two outputs: Docker sends them mixed, each piece behind 8 bytes that say which and how long. */
export type Frame = { stream: 'stdout' | 'stderr'; bytes: Buffer }

/** Takes a mixed stream apart. `push` returns the pieces that came; `isWhole` ones end a frame, so that a long frame is not collected in memory. */
export function createUnmixer(): { push(chunk: Buffer): (Frame & { isWhole: boolean })[] } {
  let header = Buffer.alloc(0)
  let left = 0
  let stream: Frame['stream'] = 'stdout'
  return {
    push(chunk) {
      const frames: (Frame & { isWhole: boolean })[] = []
      let at = 0
      while (at < chunk.length) {
        if (left === 0) {
          const needed = 8 - header.length
          header = Buffer.concat([header, chunk.subarray(at, at + needed)])
          at += needed
          if (header.length < 8) break
          stream = header[0] === 2 ? 'stderr' : 'stdout'
          left = header.readUInt32BE(4)
          header = Buffer.alloc(0)
          continue
        }
        const bytes = chunk.subarray(at, at + left)
        at += bytes.length
        left -= bytes.length
        frames.push({ stream, bytes, isWhole: left === 0 })
      }
      return frames
    },
  }
}
