import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { createRemotePictures } from './remote-pictures.ts'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

/** A real server on this computer. Only the rules of the first kind may reach it. */
async function serve(answer: RequestListener) {
  const asked: { url: string; headers: NodeJS.Dict<string | string[]> }[] = []
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { asked, address: `http://${host}/picture.png`, allowed: createRemotePictures({ network: [host] }) }
}

test('a picture comes with the type of its bytes, and nothing is said of who asks', async () => {
  const { asked, address, allowed } = await serve((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.setHeader('content-encoding', 'gzip')
    response.end(gzipSync(png))
  })
  expect(await allowed.load({ url: address })).toEqual({ mediaType: 'image/png', contentBase64: png.toString('base64') })
  const [{ headers } = { headers: {} }] = asked
  expect(Object.keys(headers).toSorted()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
})

test('this computer and its neighbours are never asked, neither straight nor by a redirect', async () => {
  const { asked, address } = await serve((_, response) => response.end(png))
  const port = new URL(address).port
  const pictures = createRemotePictures()
  const inside = [
    'http://127.0.0.1/a.png',
    'http://localhost/a.png',
    'http://[::1]/',
    'http://10.0.0.1/',
    'http://169.254.169.254/latest',
    'http://0.0.0.0/',
  ]
  for (const url of inside) await expect(pictures.load({ url }), url).rejects.toMatchObject({ code: 'PICTURE_UNAVAILABLE' })
  await expect(pictures.load({ url: address })).rejects.toMatchObject({ code: 'PICTURE_UNAVAILABLE' })
  expect(asked).toEqual([])

  const redirecting = await serve((_, response) => response.writeHead(302, { location: `http://localhost:${port}/inside.png` }).end())
  await expect(redirecting.allowed.load({ url: redirecting.address })).rejects.toMatchObject({ code: 'PICTURE_UNAVAILABLE' })
  expect(redirecting.asked).toHaveLength(1)
  expect(asked).toEqual([])
})

test('the reasons are for readers, not for authors of tools', async () => {
  const pictures = createRemotePictures()
  await expect(pictures.load({ url: 'http://127.0.0.1/a.png' })).rejects.toThrow(
    /: 127\.0\.0\.1 leads to 127\.0\.0\.1, which is not a public address\.$/,
  )
  await expect(pictures.load({ url: 'http://example.com:8080/' })).rejects.toThrow(/: example\.com:8080 is not asked, only ports 80 and 443 are\.$/)
})

test('what is no picture, too large or an error is told, and is not handed over', async () => {
  const svg = await serve((_, response) => response.setHeader('content-type', 'image/png').end('<svg xmlns="http://www.w3.org/2000/svg"/>'))
  await expect(svg.allowed.load({ url: svg.address })).rejects.toThrow('it is no PNG, JPEG, GIF or WebP.')
  const large = await serve((_, response) => response.end(Buffer.concat([png, Buffer.alloc(11 * 2 ** 20)])))
  await expect(large.allowed.load({ url: large.address })).rejects.toThrow('larger than 10485760 bytes')
  const gone = await serve((_, response) => response.writeHead(404).end(png))
  await expect(gone.allowed.load({ url: gone.address })).rejects.toThrow('the answer was 404 Not Found.')
})

test('it ends when nobody waits for it any more', async () => {
  const silent = await serve(() => {})
  const ends = new AbortController()
  const loading = silent.allowed.load({ url: silent.address }, ends.signal)
  await expect.poll(() => silent.asked.length).toBe(1)
  ends.abort()
  await expect(loading).rejects.toThrow(/abort/i)
})
