import { Hammer, Square } from 'lucide-react'
import { useLocation } from 'wouter'
import type { ToolImage as Image } from '../../../core/contract/containers.ts'
import { t } from '../../app/messages.ts'
import { faultText } from '../../app/told.ts'
import { Button } from '../../ui/button.tsx'
import { PlainCode } from '../../ui/code-block.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { errorText } from '../../ui/failed.tsx'
import { Fold } from '../../ui/fold.tsx'
import { formatAge, formatBytes, formatDuration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { LogView } from '../../ui/log-view.tsx'
import { type GlyphState, StateGlyph } from '../../ui/state-glyph.tsx'
import { type Build, useBuild } from './use-build.ts'
import { useHasEngine, useToolImage } from './use-tool-image.ts'

/** What a tool runs in: whether it is there, what it is built by, and the way to build it now. `isNeeded`: the tool runs in a container or nowhere. */
export function ToolImage({ name, isNeeded }: { name: string; isNeeded: boolean }) {
  const image = useToolImage(name)
  if (image.data) return <ImageCard image={image.data} />
  // Without an engine an image matters only to what cannot run without one.
  if (!image.isError || !isNeeded) return null
  return (
    <section>
      <h3 className="section-head text-text-1">{t.image.title}</h3>
      <p className="small text-text-3 wrap-anywhere">{errorText(image.error)}</p>
    </section>
  )
}

function ImageCard({ image }: { image: Image }) {
  const build = useBuild(image)
  const [, go] = useLocation()
  const hasEngine = useHasEngine()
  const state = build.isRunning ? 'building' : image.state
  const isWhole = build.result === null || build.result.status === 'done'
  return (
    <section className="card call flex-none" aria-label={t.image.title}>
      <header className="call-head flex-wrap py-1">
        <StateGlyph state={glyphs[state]} isDecoration />
        <h3 className="strong">{t.image.title}</h3>
        <span className={state === 'failed' ? 'small text-danger' : 'small text-text-3'}>{t.image.state[state]}</span>
        <span className="small cut num text-text-3">
          {!build.isRunning &&
            t.image.fact(
              image.sizeBytes === null ? null : formatBytes(image.sizeBytes),
              image.builtAt && formatAge(Date.now() - Date.parse(image.builtAt)),
            )}
        </span>
        <span className="row end gap-1">
          {build.runId && (build.isRunning || state === 'failed') && (
            <Button look="quiet" isSmall onClick={() => go(`/activity/${build.runId}`)}>
              {t.image.openRun}
            </Button>
          )}
          <BuildButton build={build} isBuilt={image.isBuilt} hasEngine={hasEngine} />
        </span>
      </header>
      {build.isRunning && <LogView lines={build.logs.length > 0 ? build.logs : [t.image.building]} isLive label={t.image.log} />}
      {!build.isRunning && build.result?.status === 'done' && (
        <p className="call-part is-inset small text-text-2" role="status">
          {t.image.done(formatDuration(build.result.durationMs))}
        </p>
      )}
      {!build.isRunning && build.result?.status === 'cancelled' && (
        <p className="call-part is-inset small text-text-2" role="status">
          {t.image.stopped}
        </p>
      )}
      {!build.isRunning && (build.failure ?? (state === 'failed' && isWhole ? image.error : failureOf(build))) && (
        <p className="mono call-part is-inset whitespace-pre-wrap wrap-anywhere text-danger" role="alert">
          {build.failure ?? failureOf(build) ?? image.error}
        </p>
      )}
      {!build.isRunning && build.logs.length > 0 && (
        <div className="call-part px-2.5">
          <Fold title={t.image.log}>
            <LogView lines={build.logs} isLive={false} label={t.image.log} />
          </Fold>
        </div>
      )}
      <div className="call-part px-2.5 pb-1">
        <div className="row min-h-[26px] pl-[22px]">
          <span className="small flex-none text-text-3">{t.image.tag}</span>
          <span className="mono cut text-text-2" title={image.tag}>
            {image.tag}
          </span>
          <CopyButton text={() => image.tag} label={`${t.action.copy}: ${t.image.tag}`} />
        </div>
        <Fold title={t.image.dockerfile} note={image.isHandWritten ? t.image.handWritten : t.image.planned}>
          <div className="pb-2">
            <PlainCode language={t.image.dockerfile} text={image.dockerfile} />
          </div>
        </Fold>
        {state === 'missing' && <p className="small pb-1 pl-[22px] text-text-3">{hasEngine ? t.image.missingAbout : t.image.noEngine}</p>}
      </div>
    </section>
  )
}

const glyphs: Record<Image['state'], GlyphState> = { missing: 'queued', building: 'running', built: 'done', failed: 'failed' }
const failureOf = ({ result }: Build) => (result?.status === 'failed' ? (result.error ? faultText(result.error) : null) : null)

function BuildButton({ build, isBuilt, hasEngine }: { build: Build; isBuilt: boolean; hasEngine: boolean }) {
  if (build.isRunning) {
    return (
      <Button isSmall onClick={build.stop} aria-label={t.image.stopBuild}>
        <Icon of={Square} size="tiny" isFilled />
        {t.action.stop}
      </Button>
    )
  }
  return (
    <Button isSmall disabled={!hasEngine} title={hasEngine ? undefined : t.image.noEngine} onClick={() => build.start(isBuilt)}>
      <Icon of={Hammer} size="small" />
      {isBuilt ? t.action.rebuild : t.action.build}
    </Button>
  )
}
