import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

const icons = { info: Info, warn: TriangleAlert, danger: CircleAlert }

interface NoticeProps {
  tone: 'info' | 'warn' | 'danger'
  title: ReactNode
  children?: ReactNode
  /** Primary first. */
  actions?: ReactNode
}

/** What happened, what was kept, and one next step. */
export function Notice({ tone, title, children, actions }: NoticeProps) {
  return (
    <div className={cx('notice', tone !== 'info' && `is-${tone}`)} role={tone === 'danger' ? 'alert' : undefined}>
      <Icon of={icons[tone]} size="small" />
      <div className="min-w-0 grow">
        <p className="strong wrap-anywhere">{title}</p>
        {children && <div className="small text-text-2 wrap-anywhere">{children}</div>}
        {actions && <div className="row mt-2 flex-wrap gap-1.5">{actions}</div>}
      </div>
    </div>
  )
}
