import { useLocation } from 'wouter'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Sheet } from '../../ui/sheet.tsx'

const words = t.found
const command = 'sudo apt install podman'

/** How a container engine comes onto this computer, in three steps. */
export function EngineHowTo({ onClose }: { onClose: () => void }) {
  const [, go] = useLocation()
  return (
    <Sheet
      isOpen
      onClose={onClose}
      title={words.howToTitle}
      about={words.howToAbout}
      isNarrow
      footer={
        <>
          <Button look="quiet" onClick={() => go('/settings/containers')}>
            {words.settings}
          </Button>
          <span className="end">
            <Button onClick={onClose} keys="esc">
              {t.action.close}
            </Button>
          </span>
        </>
      }
    >
      <div className="px-5 py-4">
        <ol className="flex list-decimal flex-col gap-2 pl-5">
          {words.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p className="small mt-3 text-text-2">{words.command}</p>
        <div className="well row mt-1 rounded-(--r-2)">
          <code className="grow">{command}</code>
          <CopyButton text={() => command} />
        </div>
        <p className="small mt-3 text-text-2">{words.elsewhere}</p>
      </div>
    </Sheet>
  )
}
