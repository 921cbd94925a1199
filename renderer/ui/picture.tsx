import { ImageOff, Link2 } from 'lucide-react'
import { createContext, use, useEffect, useState } from 'react'
import { t } from '../app/messages.ts'
import { Icon } from './icon.tsx'

/** Gives the picture that a text names by something other than an address, as a `data:` address; null: it is not here. */
export type PictureSource = (name: string) => Promise<string | null>
const Source = createContext<PictureSource | null>(null)
export const PictureSourceProvider = Source.Provider

/** What a browser draws without running anything that is in it; SVG is not among them. */
const drawable = /^data:image\/(?:png|jpeg|gif|webp);base64,/i
const elsewhere = /^(?:https?:)?\/\//i

/** Keeps the addresses of pictures that are in the text itself, which Markdown drops by default. */
export const isPictureInText = (address: string): boolean => drawable.test(address)

/**
 * A picture in a text. One from elsewhere would be fetched there and tell that it was read, so it stands as a link until the person opens it;
 * what is in the text or lies with the chat is shown.
 */
export function Picture({ src, alt }: { src: string; alt: string }) {
  const source = use(Source)
  const name = drawable.test(src) || elsewhere.test(src) ? null : src
  const found = useFound(source, name)
  if (elsewhere.test(src)) {
    return (
      <a className="picture-link" href={src} target="_blank" rel="noreferrer noopener" aria-label={t.links.image(alt)}>
        <Icon of={Link2} size="small" />
        <span className="cut">{t.links.image(alt)}</span>
        <span className="aside cut">{t.content.pictureFrom(hostOf(src))}</span>
      </a>
    )
  }
  const shown = name === null ? src : found
  if (shown === undefined) return <span className="skeleton picture-place" aria-hidden="true" />
  if (shown === null || !drawable.test(shown)) {
    return (
      <span className="picture-link">
        <Icon of={ImageOff} size="small" />
        <span className="cut">{t.content.pictureMissing(alt)}</span>
        <span className="aside cut">{src.startsWith('data:') ? '' : src}</span>
      </span>
    )
  }
  return <img className="picture" src={shown} alt={alt} loading="lazy" decoding="async" />
}

/** undefined: it is looked for. */
function useFound(source: PictureSource | null, name: string | null): string | null | undefined {
  const [found, setFound] = useState<string | null | undefined>(source ? undefined : null)
  useEffect(() => {
    if (name === null || !source) return
    let isGone = false
    const take = (picture: string | null) => !isGone && setFound(picture)
    source(name).then(take, () => take(null))
    return () => {
      isGone = true
    }
  }, [source, name])
  return found
}

function hostOf(address: string): string {
  try {
    return new URL(address, 'https://localhost').host
  } catch {
    return address
  }
}
