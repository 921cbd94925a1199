import { useState } from 'react'
import type { Run } from '../../../core/contract/runs.ts'
import { t } from '../../app/messages.ts'
import { Shell } from '../../app/shell.tsx'
import { cx } from '../../ui/cx.ts'
import { ApprovalInbox } from '../approvals/approval-inbox.tsx'
import { RunDetail } from './run-detail.tsx'
import { RunFilter, type RunFilterValue } from './run-filter.tsx'
import { RunList } from './run-list.tsx'

/** What waits for the person, everything that has run, and one run in full. */
export default function ActivityScreen({ id }: { id: string | null }) {
  const [filter, setFilter] = useState<RunFilterValue>({ kind: '', status: '' })
  return (
    <Shell>
      <main className="main-pane" data-pane tabIndex={-1}>
        <h1 className="sr-only">{t.activity.title}</h1>
        <div className={cx('split', id && 'has-detail')}>
          <div className="split-left">
            <div className="head">
              <h2>{t.activity.title}</h2>
              <span className="end">
                <RunFilter value={filter} onChange={setFilter} />
              </span>
            </div>
            <div className="scroll">
              <ApprovalInbox />
              <RunList filter={filter} current={id} />
            </div>
          </div>
          <div className="split-right">
            {id ? <RunDetail key={id} id={id as Run['id']} /> : <p className="p-4 text-text-3">{t.activity.pickOne}</p>}
          </div>
        </div>
      </main>
    </Shell>
  )
}
