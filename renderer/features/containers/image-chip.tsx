import { t } from '../../app/messages.ts'
import { StateGlyph } from '../../ui/state-glyph.tsx'
import { useToolImage } from './use-tool-image.ts'

/** The state of a tool's image in a row: nothing while it is there, which is how it should be. */
export function ImageChip({ name }: { name: string }) {
  const state = useToolImage(name).data?.state
  if (!state || state === 'built') return <span />
  if (state === 'failed') return <span className="chip is-danger justify-self-start">{t.image.chip.failed}</span>
  if (state === 'missing') return <span className="text-text-3">{t.image.chip.missing}</span>
  return (
    <span className="row gap-1.5 text-accent">
      <StateGlyph state="running" isDecoration />
      {t.image.chip.building}
    </span>
  )
}
