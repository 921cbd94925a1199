import { useEffect } from 'react'
import { sourceOfText } from './pasted.ts'
import { readChosen, type Source } from './read-drop.ts'

const takesText = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [role="dialog"]') !== null)

/** A repository, a manifest or a file that is pasted onto the window, not into a field. */
export function usePaste(look: (source: Source) => void, onWrong: (error: unknown) => void): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || takesText(event.target) || !event.clipboardData) return
      const files = [...event.clipboardData.files]
      if (files.length === 1 && /\.(zip|ya?ml|md|py|m?js|go|sh)$/i.test(files[0]?.name ?? '')) {
        event.preventDefault()
        readChosen(files).then(look, onWrong)
        return
      }
      const source = sourceOfText(event.clipboardData.getData('text/plain'))
      if (!source) return
      event.preventDefault()
      look(source)
    }
    document.addEventListener('paste', onPaste)
    return () => document.removeEventListener('paste', onPaste)
  }, [look, onWrong])
}
