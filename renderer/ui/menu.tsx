import type { LucideIcon } from 'lucide-react'
import { Check } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { type ReactElement, type ReactNode, useState } from 'react'
import { cx } from './cx.ts'
import { formatKeys } from './format.ts'
import { Icon } from './icon.tsx'

interface MenuProps {
  trigger: ReactElement
  label: string
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
  children: ReactNode
  onOpenChange?: (isOpen: boolean) => void
}

export function Menu({ trigger, label, align = 'end', side = 'bottom', children, onOpenChange }: MenuProps) {
  const [isOpen, setIsOpen] = useState(false)
  const change = (next: boolean) => {
    setIsOpen(next)
    onOpenChange?.(next)
  }
  // Inside the work, so that what it says belongs to a landmark of the page.
  const container = isOpen ? document.querySelector<HTMLElement>('main') : null
  return (
    <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={change}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content className="menu" aria-label={label} align={align} side={side} sideOffset={4} collisionPadding={8}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

interface MenuItemProps {
  icon?: LucideIcon
  keys?: string
  aside?: ReactNode
  isDanger?: boolean
  isDisabled?: boolean
  onSelect: () => void
  children: ReactNode
}

export function MenuItem({ icon, keys, aside, isDanger, isDisabled = false, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item className={cx('menu-item', isDanger && 'is-danger')} disabled={isDisabled} onSelect={onSelect}>
      {icon && <Icon of={icon} size="small" />}
      <span className={aside ? 'flex-none' : 'cut'}>{children}</span>
      {aside && <span className="end small text-text-3 cut">{aside}</span>}
      {keys && <kbd className="end">{formatKeys(keys)}</kbd>}
    </DropdownMenu.Item>
  )
}

/** One of several, with a tick at the one in force. */
export function MenuChoice({
  isChosen,
  aside,
  onSelect,
  children,
}: {
  isChosen: boolean
  aside?: ReactNode
  onSelect: () => void
  children: ReactNode
}) {
  return (
    <DropdownMenu.CheckboxItem className="menu-item" checked={isChosen} onSelect={onSelect}>
      <span className="w-[14px] flex-none">{isChosen && <Icon of={Check} size="small" />}</span>
      <span className={aside ? 'flex-none' : 'cut'}>{children}</span>
      {aside && <span className="end small text-text-3 cut">{aside}</span>}
    </DropdownMenu.CheckboxItem>
  )
}

export const MenuLabel = ({ children }: { children: ReactNode }) => <DropdownMenu.Label className="menu-label">{children}</DropdownMenu.Label>
export const MenuLine = () => <DropdownMenu.Separator className="menu-line" />
