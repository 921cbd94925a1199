import { Fault } from '../contract/faults.ts'
import { type FetchProblem, FetchRefused, tellAuthor } from '../engines/sandboxes/fetch-problem.ts'
import { createMediatedFetch } from '../engines/sandboxes/mediated-fetch.ts'
import { pictureType } from './media-types.ts'

const limits = { maxBodyBytes: 10 * 2 ** 20, timeoutMs: 20_000 }

/** Where the words for the author of a tool speak of what only a tool has, a reader gets others. */
function tellReader(problem: FetchProblem): string {
  if (problem.is === 'not-public') return `${problem.host} leads to ${problem.address}, which is not a public address`
  if (problem.is === 'unlisted') return `${problem.host}:${problem.port} is not asked, only ports 80 and 443 are`
  return tellAuthor(problem)
}

/**
 * Pictures from elsewhere, each fetched once for a person who asked for it. It goes the way of a tool that may use the network: each hop must lead to a
 * public address, so that a text cannot have this computer ask its neighbours. No cookie, no referrer, nothing that tells who asks.
 */
export function createRemotePictures({ network = ['*'] }: { network?: string[] } = {}) {
  const fetchMediated = createMediatedFetch(network, limits)
  return {
    async load({ url }: { url: string }, signal: AbortSignal = new AbortController().signal) {
      const { host } = new URL(url)
      const fail = (detail: string, options?: ErrorOptions) => new Fault('PICTURE_UNAVAILABLE', { host, detail }, options)
      const headers: [string, string][] = [['accept', 'image/png, image/jpeg, image/gif, image/webp']]
      const response = await fetchMediated({ url, method: 'GET', headers, body: null, redirect: 'follow' }, signal).catch((error: Error) => {
        signal.throwIfAborted()
        throw fail(`${error instanceof FetchRefused ? tellReader(error.problem) : error.message}.`, { cause: error })
      })
      if (response.status < 200 || response.status > 299) throw fail(`the answer was ${response.status} ${response.statusText}`.trim().concat('.'))
      // By its bytes: what the other side calls it counts for nothing, and SVG is not among them.
      const mediaType = pictureType(response.body)
      if (!mediaType) throw fail('it is no PNG, JPEG, GIF or WebP.')
      return { mediaType, contentBase64: Buffer.from(response.body).toString('base64') }
    },
  }
}
