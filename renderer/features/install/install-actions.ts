import { ClipboardPaste, FileArchive, FolderInput, GitBranch, LayoutTemplate, Library, Waypoints } from 'lucide-react'
import { useLocation } from 'wouter'
import { useActions } from '../../app/actions/action-store.ts'
import { t } from '../../app/messages.ts'
import { useInstalling } from './install-context.ts'

/** The ways to add manifests. */
export function useInstallActions(): void {
  const { addFolder, addFile, addGit, addText, addTemplate } = useInstalling()
  const [, go] = useLocation()
  const { words } = t.actions
  useActions([
    { id: 'add folder', title: t.install.add, icon: FolderInput, keys: 'Mod+O', menu: 'file', words: words.install, act: addFolder },
    { id: 'add file', title: t.adding.commands.file, icon: FileArchive, menu: 'file', words: words.zip, act: addFile },
    { id: 'add git', title: t.adding.commands.git, icon: GitBranch, menu: 'file', words: words.git, act: addGit },
    { id: 'add text', title: t.adding.commands.text, icon: ClipboardPaste, menu: 'file', words: words.text, act: addText },
    { id: 'add template', title: t.templates.menu, icon: LayoutTemplate, menu: 'file', act: () => addTemplate(null) },
    { id: 'library.gallery', title: t.libraryViews.gallery, icon: Library, act: () => go('/library/gallery') },
    { id: 'library.graph', title: t.graph.title, icon: Waypoints, act: () => go('/library/graph') },
  ])
}
