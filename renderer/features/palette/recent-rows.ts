import { create } from 'zustand'
import { persist } from 'zustand/middleware'

const keptRows = 40

interface RecentRows {
  /** Ids of rows, the last used first. */
  ids: string[]
  remember(id: string): void
}

/** What was chosen in the palette before. It comes first again. */
export const useRecentRows = create<RecentRows>()(
  persist(
    (set) => ({
      ids: [],
      remember: (id) => set(({ ids }) => ({ ids: [id, ...ids.filter((each) => each !== id)].slice(0, keptRows) })),
    }),
    { name: 'cortex.palette' },
  ),
)
