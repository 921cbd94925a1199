const usual = 'http://127.0.0.1:11434'
const answerWithinMs = 800

/** Where Ollama answers on this computer although it is asked for elsewhere; null when it is asked for there already, or nobody answers. */
export async function findOllama(askedFor: string | undefined): Promise<string | null> {
  if (askedFor === undefined || /^(https?:\/\/)?(127\.0\.0\.1|localhost|0\.0\.0\.0)?(:11434)?\/?$/.test(askedFor)) return null
  try {
    const answer = (await (await fetch(`${usual}/api/version`, { signal: AbortSignal.timeout(answerWithinMs) })).json()) as { version?: unknown }
    return typeof answer.version === 'string' ? usual : null
  } catch {
    return null
  }
}
