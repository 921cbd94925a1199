import { useMutation } from '@tanstack/react-query'
import type { AppliedFix, Check } from '../../../core/contract/doctor.ts'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { Button } from '../../ui/button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { type GlyphState, StateGlyph } from '../../ui/state-glyph.tsx'

const words = t.doctor
const glyphs: Record<Check['state'], GlyphState> = { ok: 'done', optional: 'skipped', warning: 'waiting', failed: 'failed' }

/** One finding: what it is, why, what follows, what helps, and the press that mends it. */
export function CheckRow({ check, onFixed }: { check: Check; onFixed: (fix: AppliedFix) => void }) {
  const { client } = useApi()
  const { title, state, detail, cause, consequence, advice, fix } = check
  const apply = useMutation({ mutationFn: (id: string) => client.system.applyFix({ id }), onSuccess: onFixed })
  const facts = [
    [words.cause, cause],
    [words.consequence, consequence],
    [words.advice, advice],
  ] as const
  return (
    <li className="grid grid-cols-[14px_minmax(0,1fr)] gap-x-2 border-b border-line-1 py-2">
      <span className="pt-[3px]">
        <StateGlyph state={glyphs[state]} isDecoration />
      </span>
      <div className="min-w-0">
        <div className="flex flex-wrap items-baseline gap-x-2">
          <b className="font-medium">{told(title)}</b>
          {state !== 'ok' && (
            <span className={`small ${state === 'failed' ? 'text-danger' : state === 'warning' ? 'text-warn' : 'text-text-3'}`}>
              {words.state[state]}
            </span>
          )}
          <span className="small min-w-0 text-text-2 wrap-anywhere">{told(detail)}</span>
        </div>
        {state !== 'ok' && facts.some(([, text]) => text) && (
          <dl className="small mt-1 grid grid-cols-[88px_minmax(0,1fr)] gap-x-2 text-text-2">
            {facts.map(([name, text]) =>
              text ? (
                <div key={name} className="contents">
                  <dt className="text-text-3">{name}</dt>
                  <dd className="wrap-anywhere">{told(text)}</dd>
                </div>
              ) : null,
            )}
          </dl>
        )}
        {fix && (
          <div className="row mt-2 flex-wrap gap-x-2">
            <Button isSmall aria-label={words.fixOf(told(fix.label), told(title))} disabled={apply.isPending} onClick={() => apply.mutate(fix.id)}>
              {told(fix.label)}
            </Button>
            <span className="small min-w-0 text-text-3">{[told(fix.about), !fix.isUndoable && words.notUndoable].filter(Boolean).join(' ')}</span>
          </div>
        )}
        {apply.isError && (
          <p className="small mt-1 text-danger" role="alert">
            {`${words.fixFailed(told(fix?.label ?? title))}: ${errorText(apply.error)}`}
          </p>
        )}
      </div>
    </li>
  )
}
