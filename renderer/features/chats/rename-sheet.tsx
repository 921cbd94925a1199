import { t } from '../../app/messages.ts'
import { FieldSheet } from '../../ui/field-sheet.tsx'

export function RenameSheet({ title, onRename, onClose }: { title: string; onRename: (title: string) => Promise<unknown>; onClose: () => void }) {
  return (
    <FieldSheet
      title={t.chats.rename}
      label={t.chats.titleField}
      action={t.action.rename}
      start={title}
      maxLength={200}
      isProse
      onSave={onRename}
      onClose={onClose}
    />
  )
}
