import { t } from '../app/messages.ts'
import { Button } from './button.tsx'
import { hasMod } from './format.ts'
import { Sheet } from './sheet.tsx'

interface ConfirmProps {
  isOpen: boolean
  title: string
  about: string
  action: string
  onConfirm: () => void
  onClose: () => void
}

/** Asks before something that cannot be taken back. */
export function Confirm({ isOpen, title, about, action, onConfirm, onClose }: ConfirmProps) {
  const confirm = () => {
    onClose()
    onConfirm()
  }
  return (
    <Sheet
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      isNarrow
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !hasMod(event)) return
        event.preventDefault()
        confirm()
      }}
      footer={
        <span className="row end gap-1.5">
          <Button onClick={onClose} keys="esc">
            {t.action.cancel}
          </Button>
          <Button look="danger-solid" keys="Mod+Enter" onClick={confirm}>
            {action}
          </Button>
        </span>
      }
    >
      <p className="px-5 py-3 text-text-2">{about}</p>
    </Sheet>
  )
}
