import { createContext, use } from 'react'
import type { Source } from './read-drop.ts'

export interface Installing {
  /** Lets the person choose a folder. */
  addFolder(): void
  /** Lets the person choose a zip, a manifest or a script. */
  addFile(): void
  /** Asks for the address of a repository. */
  addGit(): void
  /** Asks for a manifest as text. */
  addText(): void
  /** Asks for a template, or begins with one, and for a name. */
  addTemplate(template: string | null): void
  /** Looks inside and shows the install sheet. */
  look(source: Source): void
}

const nothing = () => {}
const Context = createContext<Installing>({
  addFolder: nothing,
  addFile: nothing,
  addGit: nothing,
  addText: nothing,
  addTemplate: nothing,
  look: nothing,
})
export const InstallContext = Context.Provider
export const useInstalling = (): Installing => use(Context)
export const useAddFolder = (): (() => void) => use(Context).addFolder
