import { create } from 'zustand'

/** A text that was changed and not saved, and the digest of the file that it was made from. */
export interface Draft {
  text: string
  digest: string
}

interface EditingState {
  /** The manifest that is open in the editor, as `Tool/name`, or the file of one that is broken; null: none. */
  open: string | null
  /** By the file on disk. Kept while the window is, so that going elsewhere loses nothing. */
  drafts: Readonly<Record<string, Draft>>
  setOpen(open: string | null): void
  setDraft(file: string, draft: Draft | null): void
}

export const useEditing = create<EditingState>()((set) => ({
  open: null,
  drafts: {},
  setOpen: (open) => set({ open }),
  setDraft: (file, draft) =>
    set(({ drafts }) => {
      const { [file]: _, ...others } = drafts
      return { drafts: draft ? { ...others, [file]: draft } : others }
    }),
}))
