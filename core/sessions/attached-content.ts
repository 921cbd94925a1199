import type { Message } from '../contract/sessions.ts'
import type { ModelImage } from '../engines/models/port.ts'
import type { Storage } from '../engines/storage/port.ts'
import type { ArtifactId } from '../kernel/ids.ts'
import type { AttachmentPart } from './attachments.ts'
import { fenced } from './export/fenced.ts'
import { pictureType, textIn } from './media-types.ts'

/** Of one file, and of all files of a conversation together: a model's window is smaller anyway, and reading is not for free. */
const longestText = 60_000
const longestTogether = 240_000
const mostImages = 8
const mostImageBytes = 20 * 2 ** 20

/** What a model gets of an attached file: always a text that names it, and the picture when it is one. */
export type AttachedContent = { text: string; image: ModelImage | null }

/** The files of a conversation as a model gets them, the newest first served. */
export async function readAttached(storage: Pick<Storage, 'artifacts'>, messages: readonly Message[]): Promise<Map<ArtifactId, AttachedContent>> {
  const contents = new Map<ArtifactId, AttachedContent>()
  const left = { characters: longestTogether, images: mostImages, imageBytes: mostImageBytes }
  for (const message of messages.toReversed()) {
    for (const part of message.parts) {
      if (part.type !== 'attachment' || contents.has(part.artifactId)) continue
      const file = await storage.artifacts.read(part.artifactId).catch(() => null)
      contents.set(
        part.artifactId,
        file ? contentOf(part, file.bytes, left) : { text: `[The file ${part.name} was attached; it is gone.]`, image: null },
      )
    }
  }
  return contents
}

function contentOf(part: AttachmentPart, bytes: Uint8Array, left: { characters: number; images: number; imageBytes: number }): AttachedContent {
  const { name, mediaType } = part
  const place = part.path === null ? '' : ` It lies in the workspace as ${part.path}.`
  const picture = pictureType(bytes)
  if (picture) {
    if (left.images === 0 || bytes.byteLength > left.imageBytes)
      return { text: `[The picture ${name} is left out here: newer pictures take its place.${place}]`, image: null }
    left.images -= 1
    left.imageBytes -= bytes.byteLength
    return { text: `[Attached picture: ${name}.${place}]`, image: { name, mediaType: picture, bytes } }
  }
  const read = textIn(bytes, Math.min(longestText, left.characters))
  if (!read) return { text: `[Attached file: ${name} (${mediaType}, ${part.sizeBytes} bytes). It is no text.${place}]`, image: null }
  if (left.characters === 0) return { text: `[Attached file: ${name}. Newer files take all the room.${place}]`, image: null }
  left.characters -= read.text.length
  const cut = read.isCut ? `\n[Only its beginning is shown, ${read.text.length} characters.${place}]` : ''
  return {
    text: `Attached file: ${name}${read.isCut ? '' : place && `.${place}`}\n${fenced(read.text, name.split('.').at(-1) ?? '')}${cut}`,
    image: null,
  }
}
