import { Dialog } from 'radix-ui'
import type { KeyboardEvent, ReactNode } from 'react'
import { cx } from './cx.ts'
import { useReturnFocus } from './return-focus.ts'

interface SheetProps {
  isOpen: boolean
  onClose: () => void
  title: ReactNode
  /** Said below the title; null when the title says it all. */
  about?: ReactNode
  icon?: ReactNode
  aside?: ReactNode
  footer?: ReactNode
  isNarrow?: boolean
  /** As wide as the window lets it be. */
  isWide?: boolean
  onKeyDown?: (event: KeyboardEvent) => void
  children?: ReactNode
}

/** A dialog over a scrim. Escape and a click beside it close it; focus starts on the sheet, not on a button. */
export function Sheet({ isOpen, onClose, title, about, icon, aside, footer, isNarrow, isWide, onKeyDown, children }: SheetProps) {
  const focus = useReturnFocus()
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content
          className={cx('sheet', isNarrow && 'is-narrow', isWide && 'is-wide')}
          {...(!about && { 'aria-describedby': undefined })}
          onOpenAutoFocus={(event) => {
            focus.remember()
            const content = event.currentTarget as HTMLElement
            if (content.querySelector('[autofocus], [data-autofocus]')) return
            event.preventDefault()
            content.focus()
          }}
          onCloseAutoFocus={focus.onCloseAutoFocus}
          onKeyDown={onKeyDown}
        >
          <div className="sheet-head row gap-3">
            {icon}
            <div className="min-w-0 grow">
              <Dialog.Title className="text-[15px]/[22px] font-semibold">{title}</Dialog.Title>
              {about && <Dialog.Description className="small text-text-3">{about}</Dialog.Description>}
            </div>
            {aside}
          </div>
          {children}
          {footer && <div className="sheet-foot">{footer}</div>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
