import { ClipboardPaste, FileArchive, FolderInput, GitBranch, LayoutTemplate, Library, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { t } from '../../app/messages.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { useInstalling } from './install-context.ts'
import { TrashSheet } from './trash-sheet.tsx'

/** Every way into the library, and back from its trash. */
export function AddMenu() {
  const { addFolder, addFile, addGit, addText, addTemplate } = useInstalling()
  const [, go] = useLocation()
  const [isTrashOpen, setIsTrashOpen] = useState(false)
  return (
    <>
      <Menu
        label={t.adding.menu}
        trigger={
          <Button isSmall aria-label={t.adding.menu} title={t.adding.menu}>
            <Icon of={Plus} size="small" />
            {t.action.add}
          </Button>
        }
      >
        <MenuItem icon={FolderInput} keys="Mod+O" onSelect={addFolder}>
          {t.adding.folder}
        </MenuItem>
        <MenuItem icon={FileArchive} onSelect={addFile}>
          {t.adding.file}
        </MenuItem>
        <MenuItem icon={GitBranch} onSelect={addGit}>
          {t.adding.git}
        </MenuItem>
        <MenuItem icon={ClipboardPaste} onSelect={addText}>
          {t.adding.text}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={LayoutTemplate} onSelect={() => addTemplate(null)}>
          {t.templates.menu}
        </MenuItem>
        <MenuItem icon={Library} onSelect={() => go('/library/gallery')}>
          {t.libraryViews.gallery}
        </MenuItem>
        <MenuLine />
        <MenuItem icon={Trash2} onSelect={() => setIsTrashOpen(true)}>
          {t.libraryTrash.open}
        </MenuItem>
      </Menu>
      {isTrashOpen && <TrashSheet onClose={() => setIsTrashOpen(false)} />}
    </>
  )
}
