import type { Ollama } from 'ollama'
import { Fault } from '../../../contract/faults.ts'

/** `OLLAMA_HOST` as Ollama reads it (`host`, `host:port`, `:port` or a URL), for a caller on this machine: 0.0.0.0 is reached by loopback. */
export function ollamaUrl(host: string | undefined): string {
  const text = (host ?? '').trim().replace(/\/+$/, '')
  const withHost = text.startsWith(':') ? `127.0.0.1${text}` : text || '127.0.0.1'
  const hasScheme = /^https?:\/\//.test(withHost)
  const url = new URL(hasScheme ? withHost : `http://${withHost}`)
  if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1'
  // A URL without a port means the scheme's own; a bare host means Ollama's.
  if (url.port === '' && !hasScheme && !/:\d+$/.test(withHost)) url.port = '11434'
  return url.toString().replace(/\/+$/, '')
}

/**
 * A client whose every request obeys `signal` (the library's own `abort` ends all requests of a client). Its errors are faults:
 * PROVIDER_UNREACHABLE when nothing answers, NOT_FOUND for an unknown model, MODEL_FAILED for the rest.
 */
export async function connect(url: string, model: string, signal: AbortSignal): Promise<Ollama> {
  const { Ollama } = await import('ollama')
  return new Ollama({
    host: url,
    async fetch(input, init) {
      const both = init?.signal ? AbortSignal.any([signal, init.signal]) : signal
      let response: Response
      try {
        response = await fetch(input, { ...init, signal: both })
      } catch (cause) {
        if (signal.aborted) throw cause
        throw new Fault(
          'PROVIDER_UNREACHABLE',
          { provider: 'Ollama', url, detail: 'Start Ollama, or say under Settings, Models where it runs.' },
          { cause },
        )
      }
      if (response.ok) return response
      const detail = await errorOf(response)
      if (response.status === 404) throw new Fault('NOT_FOUND', { what: 'Ollama model', name: model, detail })
      throw new Fault('MODEL_FAILED', { model, detail, status: response.status })
    },
  })
}

async function errorOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '')
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    if (typeof error === 'string') return error
  } catch {}
  return text.slice(0, 500) || `Ollama answered with status ${response.status}.`
}
