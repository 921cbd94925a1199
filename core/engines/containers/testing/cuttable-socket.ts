import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** A socket file before a real one, which a test cuts, freezes and brings back: as if the engine behind it had done that. */
export type CuttableSocket = {
  path: string
  cut(): Promise<void>
  restore(): Promise<void>
  /** Takes connections and says nothing, until `thaw`. */
  freeze(): void
  thaw(): void
}

export async function createCuttableSocket(path: string, real: string): Promise<CuttableSocket> {
  let server: Server | null = null
  let isFrozen = false
  const open = new Set<Socket>()
  const serve = (near: Socket) => {
    const far = connect({ path: real, allowHalfOpen: true })
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        open.delete(socket)
        near.destroy()
        far.destroy()
      })
      if (isFrozen) socket.pause()
    }
    near.pipe(far)
    far.pipe(near)
    if (isFrozen) for (const socket of [near, far]) socket.unpipe()
  }
  const restore = async () => {
    if (server) return
    server = createServer({ allowHalfOpen: true }, serve).listen(path)
    await once(server, 'listening')
  }
  await restore()
  return {
    path,
    restore,
    async cut() {
      const ending = server
      server = null
      ending?.close()
      for (const socket of open) socket.destroy()
      rmSync(path, { force: true })
    },
    freeze() {
      isFrozen = true
      for (const socket of open) {
        socket.unpipe()
        socket.pause()
      }
    },
    thaw() {
      isFrozen = false
      for (const socket of open) socket.destroy()
    },
  }
}
