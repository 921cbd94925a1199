import { useState } from 'react'
import type { RunEvent } from '../../../core/contract/runs.ts'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { ScrollBox } from '../../ui/scroll-box.tsx'
import { tellEvent } from './tell-event.ts'
import { useJournal } from './use-journal.ts'

const shownEvents = 120

/** Everything a run and what it called have said, in order. */
export function Journal({ id }: { id: RunEvent['runId'] }) {
  const events = useJournal(id)
  const [isWhole, setIsWhole] = useState(false)
  if (events.length === 0) return null
  const shown = isWhole ? events : events.slice(0, shownEvents)
  return (
    <section>
      <h3 className="section-head text-text-1">
        {t.activity.journal}
        <span className="end">{events.length}</span>
      </h3>
      <ScrollBox className="well max-h-[420px] rounded-[5px]" label={t.activity.journal}>
        <ol>
          {shown.map((event) => (
            <li key={event.seq} className="grid grid-cols-[92px_132px_minmax(0,1fr)] gap-2">
              <span className="text-text-3">{event.at.slice(11, 23)}</span>
              <span className="text-text-1">{event.type}</span>
              <span className="wrap-anywhere">{tellEvent(event)}</span>
            </li>
          ))}
        </ol>
      </ScrollBox>
      {shown.length < events.length && (
        <Button look="quiet" isSmall className="mt-1" onClick={() => setIsWhole(true)}>
          {t.activity.journalMore(events.length)}
        </Button>
      )}
    </section>
  )
}
