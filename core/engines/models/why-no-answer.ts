/** In plain words why nobody answered; the codes are those of Node's sockets and of TLS. */
export function whyNoAnswer(error: unknown, host: string): string {
  const { cause, code: own, message } = error as Error & { code?: string; cause?: { code?: string; message?: string } }
  const code = cause?.code ?? own ?? ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `${host} was not found. Check the network.`
  if (code === 'ECONNREFUSED') return `Nothing answers at ${host}.`
  if (/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|EPROTO|ERR_SSL/.test(code))
    return `The connection to ${host} is not secure (${code}). A proxy may be in between, or the computer’s clock is wrong.`
  if (['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN'].includes(code)) return `There is no way to ${host}. Check the network.`
  if (/ECONNRESET|EPIPE|UND_ERR_SOCKET|ETIMEDOUT|TIMEOUT/.test(code)) return `The connection to ${host} broke off.`
  return `${host} did not answer: ${cause?.message ?? message}`
}
