const tries = 4

/**
 * Loads a part of the app that is not there from the start. A network of the computer that comes or goes just then, as when a relic starts, breaks
 * off the loading; it is tried again before that is told.
 */
export async function loadModule<Module>(load: () => Promise<Module>): Promise<Module> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await load()
    } catch (error) {
      if (attempt === tries) throw error
      await new Promise((resolve) => setTimeout(resolve, 300 * attempt))
    }
  }
}
