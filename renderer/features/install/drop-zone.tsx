import { FolderDown } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { t } from '../../app/messages.ts'
import { useMoment } from '../../app/ui-store.ts'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { sourceOfText } from './pasted.ts'
import { readEntries, type Source } from './read-drop.ts'

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
const holdsLink = (event: DragEvent) => event.dataTransfer?.types.includes('text/uri-list') ?? false

/** The absolute path of the one thing that was dropped, inside Electron; null in a browser or for several things. */
function pathOf(transfer: DataTransfer): string | null {
  const [file] = transfer.files
  return file && transfer.files.length === 1 ? window.cortex?.pathForFile?.(file) || null : null
}

/** Covers the window while files are dragged over it. */
export function DropZone({ onSource, onWrong }: { onSource: (source: Source) => void; onWrong: (why: string) => void }) {
  const [, go] = useLocation()
  const [isOver, setIsOver] = useState(false)

  useEffect(() => {
    const offerModel = (path: string | null) => {
      go('/models')
      if (!path) return onWrong(t.install.ggufInBrowser)
      useMoment.getState().set({ droppedModel: path })
    }
    const take = async (transfer: DataTransfer) => {
      const path = pathOf(transfer)
      // Entries are only there until the first await.
      const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
      if (/\.gguf$/i.test(entries[0]?.name ?? '')) return offerModel(path)
      onSource(path ? { folder: path } : await readEntries(entries))
    }
    // A link of the app itself is only moved about in it.
    let isOwnDrag = false
    const onDragStart = () => {
      isOwnDrag = true
    }
    const onDragEnd = () => {
      isOwnDrag = false
    }
    const isForUs = (event: DragEvent) => holdsFiles(event) || (holdsLink(event) && !isOwnDrag)
    const onDragOver = (event: DragEvent) => {
      if (!isForUs(event)) return
      event.preventDefault()
      setIsOver(true)
    }
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false)
    }
    const onDrop = (event: DragEvent) => {
      if (!isForUs(event) || !event.dataTransfer) return
      setIsOver(false)
      // Taken already: files dropped on the composer of a chat go to its message.
      if (event.defaultPrevented) return
      event.preventDefault()
      if (!holdsFiles(event)) {
        const source = sourceOfText(event.dataTransfer.getData('text/uri-list').split('\n')[0] ?? '')
        return source ? onSource(source) : onWrong(t.adding.noRepository)
      }
      take(event.dataTransfer).catch((error) => onWrong(errorText(error)))
    }
    window.addEventListener('dragstart', onDragStart)
    window.addEventListener('dragend', onDragEnd)
    window.addEventListener('dragenter', onDragOver)
    window.addEventListener('dragover', onDragOver)
    window.addEventListener('dragleave', onDragLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragstart', onDragStart)
      window.removeEventListener('dragend', onDragEnd)
      window.removeEventListener('dragenter', onDragOver)
      window.removeEventListener('dragover', onDragOver)
      window.removeEventListener('dragleave', onDragLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [go, onSource, onWrong])

  if (!isOver) return null
  return (
    <div className="drop-zone">
      <div>
        <Icon of={FolderDown} size="large" className="mb-3 text-accent" />
        <p className="text-[15px]/[22px] font-semibold">{t.install.drop}</p>
        <p className="small px-4 text-center text-text-2">{t.install.dropAbout}</p>
      </div>
    </div>
  )
}
