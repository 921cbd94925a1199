import { useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import { useLocation } from 'wouter'
import type { Check } from '../../../core/contract/doctor.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { useUi } from '../../app/ui-store.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Failed } from '../../ui/failed.tsx'
import { formatDuration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Loading } from '../../ui/loading.tsx'
import { type GlyphState, StateGlyph } from '../../ui/state-glyph.tsx'

const glyphs: Record<Check['state'], GlyphState> = { ok: 'done', optional: 'skipped', warning: 'waiting', failed: 'failed' }

/** What works on this computer and what is missing, each with its next step. */
export function FoundPanel() {
  const { orpc } = useApi()
  const { isFoundPanelHidden, set } = useUi()
  const doctor = useQuery(orpc.system.doctor.queryOptions({ input: {}, enabled: !isFoundPanelHidden }))
  if (isFoundPanelHidden) return null
  return (
    <section className="card found" aria-label={t.first.panel}>
      <header className="row h-[38px] pr-2 pl-3.5">
        <h2 className="strong">{t.first.panel}</h2>
        {doctor.data && <span className="small cut text-text-3">{t.first.checkedIn(formatDuration(doctor.data.durationMs))}</span>}
        <span className="end">
          <IconButton label={t.action.hide} isSmall onClick={() => set({ isFoundPanelHidden: true })}>
            <Icon of={X} size="small" />
          </IconButton>
        </span>
      </header>
      {doctor.isPending && <Loading what={t.first.checking} className="border-t border-line-1 p-4" />}
      {doctor.isError && <Failed what={t.first.failed} error={doctor.error} onRetry={() => doctor.refetch()} />}
      {doctor.data?.checks.map((check) => (
        <div className="found-row" key={check.id} title={check.advice ?? undefined}>
          <StateGlyph state={glyphs[check.state]} />
          <b className="font-medium">{check.title}</b>
          <span className="small min-w-0 text-text-2">
            <span className="line-clamp-2" title={check.detail}>
              {check.detail}
            </span>
            {check.advice && (check.state === 'warning' || check.state === 'failed') && (
              <span className="cut block text-text-3" title={check.advice}>
                {check.advice}
              </span>
            )}
          </span>
          <NextStep check={check} />
        </div>
      ))}
    </section>
  )
}

/** By check: the place in the app where something can be done about it. */
const steps: Record<string, { path: string; label: string }> = {
  'built-in-model': { path: '/models', label: t.first.largerModel },
  'own-models': { path: '/models', label: t.first.models },
  ollama: { path: '/models', label: t.first.models },
  'cloud-keys': { path: '/models', label: t.first.addKey },
  containers: { path: '/settings', label: t.section.settings },
  library: { path: '/tools', label: t.first.library },
  'manifest-problems': { path: '/tools', label: t.first.problems },
}

function NextStep({ check }: { check: Check }) {
  const [, go] = useLocation()
  const step = steps[check.id]
  if (!step) return <span />
  return (
    <Button look={check.state === 'ok' ? 'quiet' : 'default'} isSmall onClick={() => go(step.path)}>
      {step.label}
    </Button>
  )
}
