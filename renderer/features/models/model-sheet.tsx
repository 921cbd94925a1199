import type { ReactNode } from 'react'
import type { ModelFacts } from '../../../core/contract/models.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { formatBytes, formatCount, formatDuration, formatNumber, formatWhen } from '../../ui/format.ts'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { ModelVerdict } from './model-verdict.tsx'
import { TestTools, toolWords } from './tool-probe.tsx'

const words = t.models.detail

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return children === null || children === '' ? null : (
    <div className="pair">
      <dt>{name}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  )
}

function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="section px-5!">
      <h3 className="section-head">
        {title}
        {aside && <span className="end">{aside}</span>}
      </h3>
      {children}
    </section>
  )
}

const tokens = (count: number | null) => (count === null ? null : formatCount(count))
const rate = (perSecond: number | null) => (perSecond === null ? null : t.models.speedOf(formatNumber(perSecond, 1)))

/** All that is known of one model, and where each number comes from. */
export function ModelSheet({ model, onClose }: { model: ModelFacts; onClose: () => void }) {
  const { memory, speed, probe } = model
  const now = new Date()
  return (
    <Sheet isOpen onClose={onClose} title={model.name} about={model.isBuiltInDemo ? t.models.demoAbout : model.id}>
      <ScrollBox className="overflow-auto" label={t.models.more(model.name)}>
        <Section title={words.memory} aside={<ModelVerdict memory={memory} />}>
          <p className="small text-text-2">{memory ? told(memory.detail) : words.elsewhere}</p>
          {memory && (
            <dl>
              <Pair name={words.weights}>{formatBytes(memory.weightsBytes)}</Pair>
              <Pair name={words.forContext}>{formatBytes(memory.contextBytes)}</Pair>
              <Pair name={words.needed}>{formatBytes(memory.neededBytes)}</Pair>
              <Pair name={words.free}>{t.inspector.of(formatBytes(memory.freeBytes), formatBytes(memory.totalBytes))}</Pair>
            </dl>
          )}
        </Section>
        <Section title={words.context}>
          <dl>
            <Pair name={model.isLoaded ? words.used : words.wouldUse}>{tokens(model.contextUsedTokens)}</Pair>
            <Pair name={words.trained}>{tokens(model.contextTokens)}</Pair>
          </dl>
        </Section>
        <Section title={words.speed} aside={speed && formatWhen(speed.lastAt, now)}>
          {speed ? (
            <dl>
              <Pair name={words.writes}>{rate(speed.outputTokensPerSecond)}</Pair>
              <Pair name={words.reads}>{rate(speed.promptTokensPerSecond)}</Pair>
              <Pair name={words.answers}>{formatCount(speed.answers)}</Pair>
            </dl>
          ) : (
            <p className="small text-text-2">{words.noSpeed}</p>
          )}
        </Section>
        <Section title={words.tools} aside={<TestTools model={model} />}>
          <p className="small text-text-2">{probe ? told(probe.detail) : words.noProbe}</p>
          <dl>
            <Pair name={t.models.tools}>{toolWords(model, now)}</Pair>
            <Pair name={words.tookMs}>{probe && formatDuration(probe.durationMs)}</Pair>
          </dl>
        </Section>
        <Section title={words.where}>
          <dl>
            <Pair name={words.provider}>{model.provider}</Pair>
            <Pair name={words.file}>{model.source}</Pair>
            <Pair name={words.size}>{model.sizeBytes === null ? null : formatBytes(model.sizeBytes)}</Pair>
            <Pair name={words.parameters}>{model.parameters}</Pair>
            <Pair name={words.quant}>{model.quantization}</Pair>
            <Pair name={words.digest}>{model.digest && <code className="mono text-[11px]">{model.digest}</code>}</Pair>
          </dl>
          {model.removal === null && <p className="small text-text-3">{model.isBuiltInDemo ? words.builtIn : words.notOurs}</p>}
        </Section>
      </ScrollBox>
    </Sheet>
  )
}
