import { type ComponentType, lazy } from 'react'

const tries = 4

/**
 * A screen that is loaded when it is first opened. A network of the computer that comes or goes just then, as when a relic starts, breaks off the
 * loading; it is tried again before that is told.
 */
export const lazyScreen = <Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) =>
  lazy(async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await load()
      } catch (error) {
        if (attempt === tries) throw error
        await new Promise((resolve) => setTimeout(resolve, 300 * attempt))
      }
    }
  })
