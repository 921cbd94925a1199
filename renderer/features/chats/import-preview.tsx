import type { ImportPreview } from '../../../core/contract/chat-files.ts'
import { t } from '../../app/messages.ts'
import { told } from '../../app/told.ts'
import { formatCount, formatList, formatWhen } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'

interface PreviewListProps {
  found: ImportPreview
  /** Source ids of those that are not to be brought in. */
  left: ReadonlySet<string>
  onToggle: (sourceId: string) => void
}

/** What a file of chats holds: each with a box, those that are here already without. */
export function PreviewList({ found, left, onToggle }: PreviewListProps) {
  const now = new Date()
  return (
    <div className="flex flex-col gap-3">
      {found.alreadyHere > 0 && <p className="small text-text-2">{t.importing.here(found.alreadyHere)}</p>}
      <LeftOut leftOut={found.leftOut} problems={found.problems} />
      <ul aria-label={t.importing.list}>
        {found.list.map((chat) => (
          <li key={chat.sourceId}>
            <label className="row min-h-7 gap-2">
              <input
                type="checkbox"
                className="flex-none accent-(--accent-solid)"
                disabled={chat.isHere}
                checked={!chat.isHere && !left.has(chat.sourceId)}
                onChange={() => onToggle(chat.sourceId)}
              />
              <span className="cut grow">{chat.title || t.chats.untitled}</span>
              <span className="small num flex-none text-text-3">
                {chat.isHere ? t.importing.isHere : `${t.importing.messages(chat.messages)}, ${formatWhen(chat.createdAt, now)}`}
              </span>
            </label>
          </li>
        ))}
      </ul>
      {found.chats > found.list.length && <p className="small text-text-3">{t.importing.more(formatCount(found.chats - found.list.length))}</p>}
    </div>
  )
}

/** What does not come along, and what cannot be read, with where it stands. */
export function LeftOut({ leftOut, problems }: Pick<ImportPreview, 'leftOut' | 'problems'>) {
  return (
    <>
      {leftOut.length > 0 && (
        <p className="small text-text-2">{t.importing.leftOut(formatList(leftOut.map(({ what, count }) => `${formatCount(count)} ${what}`)))}</p>
      )}
      {problems.length > 0 && (
        <Notice tone="warn" title={t.importing.problems(problems.length)}>
          <ul>
            {problems.map((problem) => (
              <li key={`${problem.where} ${problem.message}`}>
                {problem.where}: {told(problem.message)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  )
}
