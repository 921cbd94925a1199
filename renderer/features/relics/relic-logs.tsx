import { useEffect, useId, useRef, useState } from 'react'
import type { RelicInstance } from '../../../core/contract/relics.ts'
import { t } from '../../app/messages.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { formatClockSeconds } from '../../ui/format.ts'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Switch } from '../../ui/switch.tsx'
import { filterLines, lineTone } from './log-lines.ts'
import { isAtWork } from './relic-rows.ts'
import { useRelicLogs } from './use-relic-logs.ts'

/** The log as it comes. It stays at its end while `Follow` is on; scrolling up turns that off, scrolling to the end turns it on. */
export function RelicLogs({ instance }: { instance: RelicInstance }) {
  const isLive = isAtWork(instance.state)
  const { lines, isReading, failure } = useRelicLogs(instance.id, isLive)
  const [words, setWords] = useState('')
  const [follows, setFollows] = useState(true)
  const box = useRef<HTMLDivElement>(null)
  const id = useId()
  const shown = filterLines(lines, words)
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are the trigger
  useEffect(() => {
    const element = box.current
    if (element && follows) element.scrollTop = element.scrollHeight
  }, [shown, follows])
  const onScroll = () => {
    const element = box.current
    if (element) setFollows(element.scrollHeight - element.scrollTop - element.clientHeight < 24)
  }
  return (
    <>
      <div className="row flex-none px-4 pb-2">
        <h3 className="strong">{t.relics.logs}</h3>
        <SearchField
          label={`${t.relics.filterLogs} ${t.relics.logs}`}
          placeholder={t.relics.filterLogs}
          value={words}
          onChange={setWords}
          className="max-w-[180px]"
        />
        <span className="row end">
          <CopyButton text={() => shown.map((each) => each.line).join('\n')} label={t.relics.copyLogs} />
          <Switch id={id} isOn={follows} onChange={setFollows} />
          <label htmlFor={id} className="small text-text-2">
            {t.relics.follow}
          </label>
        </span>
      </div>
      <ScrollBox className="well logs" ref={box} onScroll={onScroll} label={t.relics.logs}>
        {shown.map((each) => (
          <div key={each.number} className="log-line">
            <time>{each.at ? formatClockSeconds(each.at) : ''}</time>
            <span className={toneLook[lineTone(each.line) ?? 'none']}>{each.line || ' '}</span>
          </div>
        ))}
        {shown.length === 0 && (
          <p className={failure ? 'text-danger' : 'text-text-3'}>
            {failure ?? (isReading ? '' : lines.length > 0 ? t.relics.noLogMatches : isLive ? t.relics.noLogs : t.relics.noLogsYet)}
          </p>
        )}
        {failure && shown.length > 0 && <p className="text-warn">{`${t.relics.logsFailed}: ${failure}`}</p>}
      </ScrollBox>
    </>
  )
}

const toneLook = { danger: 'is-danger', warn: 'is-warn', none: '' }
