import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { LibrarySort } from '../features/library/sort-manifests.ts'

export type ThemeChoice = 'light' | 'dark' | 'system'
export type Density = 'comfortable' | 'compact'

interface UiState {
  theme: ThemeChoice
  density: Density
  reduceMotion: boolean
  /** Theme and density are in the settings; here is only what these said last. */
  isAppearanceMoved: boolean
  isListShown: boolean
  isInspectorShown: boolean
  /** null: as wide as at first. */
  listWidthPx: number | null
  inspectorWidthPx: number | null
  libraryView: 'table' | 'cards'
  librarySort: LibrarySort
  /** Agent and model of the chat that is about to be started; null takes the default. */
  nextAgent: string | null
  nextModel: string | null
  set(change: Partial<Omit<UiState, 'set'>>): void
}

/** What the person chose about the window itself. Everything else comes from the core. */
export const useUi = create<UiState>()(
  persist(
    (set) => ({
      theme: 'system',
      density: 'comfortable',
      reduceMotion: false,
      isAppearanceMoved: false,
      isListShown: true,
      isInspectorShown: true,
      listWidthPx: null,
      inspectorWidthPx: null,
      libraryView: 'table',
      librarySort: { by: 'name', isDown: false },
      nextAgent: null,
      nextModel: null,
      set,
    }),
    { name: 'cortex.ui', partialize: ({ nextAgent: _, ...kept }) => kept },
  ),
)

/** Finished work, told once. `undo` takes it back, as long as the toast stands. */
interface Toast {
  id: number
  text: string
  undo: (() => Promise<unknown>) | null
}

interface MomentState {
  isPaletteOpen: boolean
  areKeysOpen: boolean
  isListUnfolded: boolean
  isInspectorUnfolded: boolean
  /** Read out once by assistive tools. */
  announcement: string
  toast: Toast | null
  /** The path of a model's file that was dropped on the window, until it was looked at. */
  droppedModel: string | null
  set(change: Partial<Omit<MomentState, 'set'>>): void
}

/** What is open right now; forgotten on reload. */
export const useMoment = create<MomentState>()((set) => ({
  isPaletteOpen: false,
  areKeysOpen: false,
  isListUnfolded: false,
  isInspectorUnfolded: false,
  announcement: '',
  toast: null,
  droppedModel: null,
  set,
}))

export const announce = (announcement: string): void => useMoment.getState().set({ announcement })
export const showToast = (text: string, undo: Toast['undo'] = null): void => useMoment.getState().set({ toast: { id: Date.now(), text, undo } })
