import { z } from 'zod'
import { route } from './route.ts'

/** Pictures that a text names by an address elsewhere. A page never fetches them: it would tell there who read the text, and when. */
export const picturesContract = {
  load: route(
    'POST /pictures/load',
    'Fetches one picture from elsewhere for a person who asked for it: PNG, JPEG, GIF or WebP, at most 10 MB, within 20 seconds, from a public address. It is not stored.',
  )
    .input(z.object({ url: z.url({ protocol: /^https?$/ }).max(4_000) }))
    .output(z.object({ mediaType: z.string(), contentBase64: z.string() })),
}
