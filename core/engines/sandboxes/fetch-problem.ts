/** Why a mediated fetch was refused or given up, with the facts, so that each asker can be told in their own words. */
export type FetchProblem =
  | { is: 'other-protocol'; protocol: string }
  | { is: 'no-network'; host: string }
  | { is: 'unlisted'; host: string; port: number; network: readonly string[] }
  | { is: 'no-address'; address: string }
  | { is: 'link-local'; host: string; address: string }
  | { is: 'not-public'; host: string; address: string }
  | { is: 'unknown-name'; host: string; code: string }
  | { is: 'nameless'; host: string }
  | { is: 'timed-out'; host: string; timeoutMs: number }
  | { is: 'redirected'; host: string }
  | { is: 'too-many-redirects'; limit: number }
  | { is: 'too-large'; maxBytes: number }

/** A problem in the words for the author of a tool, who can change what the tool may reach. */
export function tellAuthor(problem: FetchProblem): string {
  switch (problem.is) {
    case 'other-protocol':
      return `${problem.protocol} addresses cannot be fetched, only http: and https:`
    case 'no-network':
      return `this tool may not use the network (it asked for ${problem.host})`
    case 'unlisted':
      return `${problem.host}:${problem.port} is not among the hosts this tool may reach (${problem.network.join(', ')})`
    case 'no-address':
      return `${problem.address} is no address`
    case 'link-local':
      return `${problem.host} leads to the link-local address ${problem.address}`
    case 'not-public':
      return `${problem.host} leads to ${problem.address}, which is not a public address; name ${problem.address} in permissions.network, too, to allow it`
    case 'unknown-name':
      return `${problem.host} cannot be found (${problem.code})`
    case 'nameless':
      return `${problem.host} has no address`
    case 'timed-out':
      return `${problem.host} did not answer within ${problem.timeoutMs} ms`
    case 'redirected':
      return `${problem.host} redirects elsewhere`
    case 'too-many-redirects':
      return `more than ${problem.limit} redirects`
    case 'too-large':
      return `the answer is larger than ${problem.maxBytes} bytes`
  }
}

/** What a mediated fetch rejects with when it was its own decision; what the other side or the wire did comes as Node's error. */
export class FetchRefused extends Error {
  readonly problem: FetchProblem
  constructor(problem: FetchProblem) {
    super(tellAuthor(problem))
    this.problem = problem
  }
}
