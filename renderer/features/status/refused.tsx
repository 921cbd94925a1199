import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Logo } from '../../ui/logo.tsx'

/** The workstation runs and does not take this page's token. */
export function Refused() {
  return (
    <main className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center">
      <Logo size={36} />
      <h1 className="text-[15px]/[22px] font-semibold">{t.connection.refused}</h1>
      <p className="max-w-[440px] text-text-2">{t.connection.refusedAbout}</p>
      <Button onClick={() => window.location.reload()}>{t.action.tryAgain}</Button>
    </main>
  )
}
