import type { ReactNode } from 'react'
import { t } from '../app/messages.ts'
import { faultText } from '../app/told.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** What went wrong, in the language of this page. */
export const errorText = (error: unknown): string => (error instanceof Error ? faultText(error) : String(error))

/** What was asked for is not there (any more). */
export const isGone = (error: unknown): boolean => (error as { code?: unknown }).code === 'NOT_FOUND'

interface FailedProps {
  what: string
  error: unknown
  onRetry: () => void
  /** What helps where trying again does not. */
  instead?: ReactNode
}

/** A view that could not be read, with the way to try again. */
export function Failed({ what, error, onRetry, instead }: FailedProps) {
  return (
    <div className="p-4">
      <Notice tone="danger" title={what} actions={instead || <Button onClick={onRetry}>{t.action.tryAgain}</Button>}>
        {errorText(error)}
      </Notice>
    </div>
  )
}
