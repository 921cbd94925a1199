import { create } from 'zustand'
import { holdsUnsaved } from '../../../app/unsaved.ts'

/** A text that was changed and not saved, and the digest of the file that it was made from. */
export interface Draft {
  text: string
  digest: string
}

interface EditingState {
  /** The manifest that is open in the editor, as `Tool/name`, or the file of one that is broken; null: none. */
  open: string | null
  /** Where the cursor starts in it, line and column from 1; null: where it stood. */
  start: { line: number; column: number } | null
  /** By the file on disk. Kept while the window is, so that going elsewhere loses nothing. */
  drafts: Readonly<Record<string, Draft>>
  setOpen(open: string | null, start?: EditingState['start']): void
  setDraft(file: string, draft: Draft | null): void
}

export const useEditing = create<EditingState>()((set) => ({
  open: null,
  start: null,
  drafts: {},
  setOpen: (open, start = null) => set({ open, start }),
  setDraft: (file, draft) =>
    set(({ drafts }) => {
      const { [file]: _, ...others } = drafts
      return { drafts: draft ? { ...others, [file]: draft } : others }
    }),
}))
holdsUnsaved(() => Object.keys(useEditing.getState().drafts).length > 0)
