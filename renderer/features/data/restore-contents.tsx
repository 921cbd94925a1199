import type { BackupContent, BackupPart } from '../../../core/contract/backups.ts'
import { t } from '../../app/messages.ts'
import { formatBytes } from '../../ui/format.ts'
import { backupTime } from './backup-time.ts'

const words = t.restore
const parts = Object.keys(words.part) as BackupPart[]

interface Found {
  createdAt: string
  version: string
  platform: string
  leftOut: number
  contents: readonly BackupContent[]
}

const amountOf = (contents: readonly BackupContent[], part: BackupPart): string => {
  const { count, sizeBytes } = contents.find((one) => one.part === part) ?? { count: 0, sizeBytes: 0 }
  if (count === 0) return words.nothing
  return (part === 'chats' ? words.chats : words.amount)(count, formatBytes(sizeBytes))
}

/** What a backup holds beside what it would replace. */
export function RestoreContents({ found, now }: { found: Found; now: readonly BackupContent[] }) {
  return (
    <div>
      <p className="small pb-2 text-text-2">
        {[`${words.made(backupTime(found.createdAt), found.version, found.platform)}.`, found.leftOut > 0 && words.leftOut(found.leftOut)]
          .filter(Boolean)
          .join(' ')}
      </p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col" className="is-number">
              {words.inBackup}
            </th>
            <th scope="col" className="is-number">
              {words.here}
            </th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part}>
              <th scope="row">{words.part[part]}</th>
              <td className="is-number">{amountOf(found.contents, part)}</td>
              <td className="is-number">{amountOf(now, part)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
