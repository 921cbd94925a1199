import { createHash } from 'node:crypto'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const folder = '/store'
/** All pages together; the oldest go first. */
const maxBytes = 200 * 2 ** 20
const excerptChars = 240

/** What is kept, without the texts: address to `{ file, storedMs, bytes, status, contentType }`. */
const index = new Map()
const fileOf = (url) => `${createHash('sha256').update(url).digest('hex')}.json`
const ageSeconds = (page) => Math.max(0, Math.round((Date.now() - page.storedMs) / 1000))

for (const file of await readdir(folder)) {
  if (!file.endsWith('.json')) continue
  try {
    const text = await readFile(join(folder, file), 'utf8')
    const { url, body, ...about } = JSON.parse(text)
    index.set(url, { ...about, file, bytes: Buffer.byteLength(body) })
  } catch {
    // Cut off by a sudden end: it was never acknowledged.
    await rm(join(folder, file), { force: true })
  }
}

export async function put({ url, body, status = 200, content_type: contentType = null }) {
  const address = new URL(url).href
  const file = fileOf(address)
  const about = { storedMs: Date.now(), status, contentType }
  await writeFile(join(folder, `${file}.part`), JSON.stringify({ url: address, body, ...about }), { flush: true })
  await rename(join(folder, `${file}.part`), join(folder, file))
  index.set(address, { ...about, file, bytes: Buffer.byteLength(body) })
  await makeRoom()
  return { url: address, stored: true, bytes: Buffer.byteLength(body) }
}

export async function get({ url, max_age_seconds: maxAge }) {
  const address = new URL(url).href
  const page = index.get(address)
  if (!page) return { url: address, found: false, why: 'It is not kept. Fetch it and put it here.' }
  if (maxAge !== undefined && ageSeconds(page) > Number(maxAge)) return { url: address, found: false, why: `The copy is ${ageSeconds(page)} s old.` }
  const { body } = JSON.parse(await readFile(join(folder, page.file), 'utf8'))
  return { url: address, found: true, ageSeconds: ageSeconds(page), status: page.status, contentType: page.contentType, body }
}

export async function search({ words }) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const hits = []
  for (const [url, page] of newestFirst()) {
    const { body } = JSON.parse(await readFile(join(folder, page.file), 'utf8'))
    const low = body.toLowerCase()
    if (!wanted.every((word) => low.includes(word))) continue
    const at = Math.max(0, low.indexOf(wanted[0]) - excerptChars / 2)
    hits.push({ url, ageSeconds: ageSeconds(page), excerpt: body.slice(at, at + excerptChars) })
    if (hits.length === 20) break
  }
  return { hits }
}

export async function purge({ url, older_than_seconds: olderThan }) {
  const address = url === undefined ? null : new URL(url).href
  const isOld = (page) => olderThan !== undefined && ageSeconds(page) > Number(olderThan)
  const gone = [...index].filter(([known, page]) => known === address || (address === null && isOld(page)))
  for (const [known] of gone) await forget(known)
  return { purged: gone.length }
}

export const list = async () => ({
  pages: newestFirst().map(([url, page]) => ({
    url,
    ageSeconds: ageSeconds(page),
    bytes: page.bytes,
    status: page.status,
    contentType: page.contentType,
  })),
})

const newestFirst = () => [...index].sort(([, a], [, b]) => b.storedMs - a.storedMs)

async function forget(url) {
  const page = index.get(url)
  index.delete(url)
  await rm(join(folder, page.file), { force: true })
}

async function makeRoom() {
  let bytes = [...index.values()].reduce((sum, page) => sum + page.bytes, 0)
  for (const [url, page] of newestFirst().reverse()) {
    if (bytes <= maxBytes) return
    bytes -= page.bytes
    await forget(url)
  }
}
