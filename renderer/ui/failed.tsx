import { t } from '../app/messages.ts'
import { faultText } from '../app/told.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** What went wrong, in the language of this page. */
export const errorText = (error: unknown): string => (error instanceof Error ? faultText(error) : String(error))

/** A view that could not be read, with the way to try again. */
export function Failed({ what, error, onRetry }: { what: string; error: unknown; onRetry: () => void }) {
  return (
    <div className="p-4">
      <Notice tone="danger" title={what} actions={<Button onClick={onRetry}>{t.action.tryAgain}</Button>}>
        {errorText(error)}
      </Notice>
    </div>
  )
}
