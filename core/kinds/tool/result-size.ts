import type { ArtifactId, RunId, SessionId } from '../../kernel/ids.ts'

/** Stores the bytes and answers by what they are found again. */
export type PutArtifact = (artifact: {
  sessionId: SessionId | null
  runId: RunId
  name: string
  mediaType: string
  bytes: Uint8Array
}) => Promise<ArtifactId>

/** Takes the place of a result that is too large for the journal, a message or a model. */
export type TruncatedResult = { truncated: true; artifact: ArtifactId; name: string; sizeBytes: number; preview: string }

/** The largest result that is kept as it is, as JSON. */
export const resultBytes = 1 * 2 ** 20
const previewLength = 2_000

/** The result itself, or, when it is too large, where all of it is and how it begins. Text alone is kept as text. */
export async function withinSize(
  output: unknown,
  given: { tool: string; sessionId: SessionId | null; runId: RunId; put: PutArtifact },
): Promise<unknown> {
  const plain = plainText(output)
  const text = plain ?? JSON.stringify(output) ?? 'null'
  const bytes = Buffer.from(text)
  if (bytes.length <= resultBytes) return output
  const name = `${given.tool}.${plain === null ? 'json' : 'txt'}`
  const mediaType = plain === null ? 'application/json' : 'text/plain'
  const artifact = await given.put({ sessionId: given.sessionId, runId: given.runId, name, mediaType, bytes })
  return { truncated: true, artifact, name, sizeBytes: bytes.length, preview: text.slice(0, previewLength) } satisfies TruncatedResult
}

/** What a script wrote that was no JSON. */
function plainText(output: unknown): string | null {
  if (typeof output !== 'object' || output === null || Object.keys(output).length !== 1) return null
  const { text } = output as { text?: unknown }
  return typeof text === 'string' ? text : null
}
