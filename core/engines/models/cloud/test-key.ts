import type { ProviderStatus } from '../../../contract/models.ts'
import { whyNoAnswer } from '../why-no-answer.ts'

export type KeyTest = { state: Extract<ProviderStatus['state'], 'ready' | 'failing' | 'unreachable'>; detail: string }

export type KeyTestOptions = {
  title: string
  /** Answers with the provider's models, which costs nothing and needs a good key. */
  url: string
  headers: Record<string, string>
  timeoutMs?: number
}

/** Whether a provider takes a key, by one small request, in words that say what to do. Never throws; ends with its signal. */
export async function testKey({ title, url, headers, timeoutMs = 10_000 }: KeyTestOptions, signal: AbortSignal): Promise<KeyTest> {
  const { host } = new URL(url)
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  let response: Response
  let text: string
  try {
    // A redirect would carry the key to another address.
    response = await fetch(url, { headers, redirect: 'manual', signal: limit })
    text = (await response.text()).slice(0, 100_000)
  } catch (error) {
    if (limit.aborted)
      return { state: 'unreachable', detail: `${host} did not answer within ${timeoutMs / 1000} s. Check the network and try again.` }
    return { state: 'unreachable', detail: whyNoAnswer(error, host) }
  }
  return judge(title, host, response, text)
}

function judge(title: string, host: string, { status, headers }: Response, text: string): KeyTest {
  const said = messageOf(text)
  if (status === 401 || (status === 400 && /api key/i.test(said ?? '')))
    return { state: 'failing', detail: `${title} did not accept the key. Copy it again, whole, from your account there.` }
  if (status === 403) return { state: 'failing', detail: `${title} knows the key but does not allow this: ${said ?? 'no reason given'}` }
  if (status === 429) {
    const seconds = Number(headers.get('retry-after'))
    const when = seconds > 0 ? `in ${Math.ceil(seconds)} s` : 'in a while'
    return { state: 'ready', detail: `${title} asks to slow down, or the quota is used up. The key was not refused; try again ${when}.` }
  }
  if (status >= 500) return { state: 'unreachable', detail: `${title} has trouble of its own (status ${status}). Try again later.` }
  if (status !== 200 || said === null)
    return {
      state: 'unreachable',
      detail: `Something else than ${title} answered at ${host} (status ${status}): perhaps the login page of a network.`,
    }
  return { state: 'ready', detail: 'The key works.' }
}

/** What an answer of an API says of an error, empty when it says none; null when it is no JSON. */
function messageOf(text: string): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown } | string }
    const message = typeof error === 'string' ? error : error?.message
    return typeof message === 'string' ? message.slice(0, 300) : ''
  } catch {
    return null
  }
}
