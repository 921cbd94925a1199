import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { test as base, expect, goTo } from '../workstation.ts'

const spark = join(import.meta.dirname, '../../resources/models/spark.gguf')

/** Serves the demo model under any name ending in .gguf, slowly and in ranges, and a web page under every other. */
const test = base.extend<{ server: { url: string } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's pattern.
  server: async ({}, use) => {
    const { length } = await readFile(spark)
    const server = createServer((request, response) => {
      if (!request.url?.startsWith('/models/')) return response.end('<!doctype html><p>Log in</p>')
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
      const headers = { 'content-length': length - start, 'accept-ranges': 'bytes', etag: '"spark"' }
      response.writeHead(
        request.headers.range ? 206 : 200,
        request.headers.range ? { ...headers, 'content-range': `bytes ${start}-${length - 1}/${length}` } : headers,
      )
      const slowly = new Transform({ transform: (chunk, _, done) => void setTimeout(30).then(() => done(null, chunk)) })
      // A download that is paused hangs up.
      return void pipeline(createReadStream(spark, { start }), slowly, response).catch(() => {})
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
    server.closeAllConnections()
    server.close()
  },
})

test('a model comes from an address: with progress, paused, resumed after a restart, and checked', async ({ app, server, workstation }) => {
  await goTo(app, '/models')
  const downloads = app.getByRole('region', { name: 'Downloads' })
  const address = downloads.getByRole('textbox', { name: 'Address of a GGUF file' })
  await expect(downloads).toContainText('Nothing is on its way.')

  await test.step('an address that is none is refused in place', async () => {
    await address.fill('ftp://example.org/model.gguf')
    await address.press('Enter')
    await expect(downloads.getByRole('alert')).toContainText(/https/)
  })

  await test.step('it shows how far it is, and pauses', async () => {
    await address.fill(`${server.url}/models/coming.gguf`)
    await address.press('Enter')
    const row = downloads.getByRole('listitem')
    await expect(row).toContainText(/MB of 7(\.0)? MB/)
    await row.getByRole('button', { name: 'Pause coming' }).click()
    await expect(row).toContainText('paused')
  })

  await test.step('it is still there after a restart, and goes on to the end', async () => {
    await workstation.restart()
    await app.goto(workstation.address)
    await goTo(app, '/models')
    const row = downloads.getByRole('listitem')
    await expect(row).toContainText('paused')
    await row.getByRole('button', { name: 'Resume coming' }).click()
    await expect(row).toContainText('done')
    await expect(app.getByRole('row', { name: /^coming/ })).toContainText('installed')
    await row.getByRole('button', { name: 'Take coming off the list' }).click()
    await expect(row).toBeHidden()
  })

  await test.step('what is no model fails with the reason', async () => {
    await address.fill(`${server.url}/page.gguf`)
    await address.press('Enter')
    const row = downloads.getByRole('listitem')
    await expect(row).toContainText('failed')
    await expect(row).toContainText('web page')
    await row.getByRole('button', { name: 'Cancel page' }).click()
    await expect(row).toBeHidden()
  })
})
