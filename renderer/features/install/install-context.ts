import { createContext, use } from 'react'
import type { Folder } from './read-drop.ts'

export interface Installing {
  /** Lets the person choose a folder. */
  addFolder(): void
  /** Looks inside and shows the install sheet. */
  look(folder: Folder): void
}

const Context = createContext<Installing>({ addFolder: () => {}, look: () => {} })
export const InstallContext = Context.Provider
export const useAddFolder = (): (() => void) => use(Context).addFolder
