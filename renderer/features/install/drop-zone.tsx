import { FolderDown } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { useApi } from '../../api/api-context.ts'
import { t } from '../../app/messages.ts'
import { showToast } from '../../app/ui-store.ts'
import { errorText } from '../../ui/failed.tsx'
import { Icon } from '../../ui/icon.tsx'
import { type Folder, readEntries } from './read-drop.ts'

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** The absolute path of the one thing that was dropped, inside Electron; null in a browser or for several things. */
function pathOf(transfer: DataTransfer): string | null {
  const [file] = transfer.files
  return file && transfer.files.length === 1 ? window.cortex?.pathForFile?.(file) || null : null
}

/** Covers the window while files are dragged over it. */
export function DropZone({ onFolder, onWrong }: { onFolder: (folder: Folder) => void; onWrong: (why: string) => void }) {
  const { client, queries, orpc } = useApi()
  const [, go] = useLocation()
  const [isOver, setIsOver] = useState(false)

  useEffect(() => {
    const addModel = async (path: string | null) => {
      go('/models')
      if (!path) return onWrong(t.install.ggufInBrowser)
      const model = await client.models.addFile({ path })
      showToast(t.models.pulled(model.name))
      await queries.invalidateQueries({ queryKey: orpc.models.key() })
    }
    const take = async (transfer: DataTransfer) => {
      const path = pathOf(transfer)
      // Entries are only there until the first await.
      const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
      if (/\.gguf$/i.test(entries[0]?.name ?? '')) return addModel(path)
      onFolder(path && entries[0]?.isDirectory ? { folder: path } : await readEntries(entries))
    }
    const onDragOver = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      setIsOver(true)
    }
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false)
    }
    const onDrop = (event: DragEvent) => {
      if (!holdsFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      setIsOver(false)
      take(event.dataTransfer).catch((error) => onWrong(errorText(error)))
    }
    window.addEventListener('dragenter', onDragOver)
    window.addEventListener('dragover', onDragOver)
    window.addEventListener('dragleave', onDragLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragenter', onDragOver)
      window.removeEventListener('dragover', onDragOver)
      window.removeEventListener('dragleave', onDragLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [client, queries, orpc, go, onFolder, onWrong])

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
