import { ImageOff, Link2 } from 'lucide-react'
import { createContext, use, useEffect, useState } from 'react'
import { t } from '../app/messages.ts'
import { announce } from '../app/ui-store.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'
import { errorText } from './failed.tsx'
import { Icon } from './icon.tsx'
import { focusAfterDrawing } from './return-focus.ts'

/** Where pictures come from that are not in the text itself, each as a `data:` address. */
export interface PictureSource {
  /** By something other than an address; null: it is not here. */
  find(name: string): Promise<string | null>
  /** One from elsewhere that was loaded before; null: it was not. */
  loaded(address: string): string | null
  /** Fetches one from elsewhere, for a person who asked for it. */
  load(address: string, signal: AbortSignal): Promise<string>
}
const Source = createContext<PictureSource | null>(null)
export const PictureSourceProvider = Source.Provider

/** What a browser draws without running anything that is in it; SVG is not among them. */
const drawable = /^data:image\/(?:png|jpeg|gif|webp);base64,/i
const elsewhere = /^(?:https?:)?\/\//i

/** Keeps the addresses of pictures that are in the text itself, which Markdown drops by default. */
export const isPictureInText = (address: string): boolean => drawable.test(address)

/**
 * A picture in a text. To fetch one from elsewhere tells there that it was read, so it stands as a link until the person asks for it; what is in the
 * text or lies with the chat is shown.
 */
export function Picture({ src, alt }: { src: string; alt: string }) {
  const source = use(Source)
  const name = drawable.test(src) || elsewhere.test(src) ? null : src
  const found = useFound(source, name)
  if (elsewhere.test(src)) return <PictureElsewhere src={src} alt={alt} />
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
    source.find(name).then(take, () => take(null))
    return () => {
      isGone = true
    }
  }, [source, name])
  return found
}

/** `//host/path` is meant for a page of the web. */
const whole = (address: string) => (address.startsWith('//') ? `https:${address}` : address)

function PictureElsewhere({ src, alt }: { src: string; alt: string }) {
  const source = use(Source)
  const [shown, setShown] = useState(() => source?.loaded(whole(src)) ?? null)
  const [loading, setLoading] = useState<AbortController | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const host = hostOf(src)
  // Nobody waits for it any more.
  useEffect(() => () => loading?.abort(), [loading])
  const load = async (from: PictureSource) => {
    const stop = new AbortController()
    setLoading(stop)
    setProblem(null)
    try {
      const picture = await from.load(whole(src), stop.signal)
      if (stop.signal.aborted) return
      setShown(picture)
      announce(t.content.pictureLoaded(host))
      focusAfterDrawing()
    } catch (error) {
      if (!stop.signal.aborted) setProblem(errorText(error))
    } finally {
      setLoading(null)
    }
  }
  if (shown !== null && drawable.test(shown)) return <img className="picture" src={shown} alt={alt} decoding="async" />
  return (
    <span className="picture-link" aria-busy={loading !== null}>
      <Icon of={Link2} size="small" />
      <a className="cut" href={src} target="_blank" rel="noreferrer noopener">
        {t.links.image(alt)}
      </a>
      <span className={cx('aside', problem === null ? 'cut' : 'text-danger')} role={problem === null ? undefined : 'alert'}>
        {problem ?? (loading ? t.content.loadsPicture(host) : t.content.pictureFrom(host))}
      </span>
      {source && (
        <Button
          isSmall
          aria-label={loading ? t.content.stopPicture : t.content.loadPictureOf(alt, host)}
          onClick={() => (loading ? loading.abort() : void load(source))}
        >
          {loading ? t.content.stopPicture : t.content.loadPicture}
        </Button>
      )}
    </span>
  )
}

function hostOf(address: string): string {
  try {
    return new URL(address, 'https://localhost').host
  } catch {
    return address
  }
}
