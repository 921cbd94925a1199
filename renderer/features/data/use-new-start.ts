import { useCallback } from 'react'
import { useApi } from '../../api/api-context.ts'

/** When the way back takes longer than this, the page is loaded again in any case. */
const patienceMs = 30_000

/** Loads the page again once the workstation went away and is back: everything this page remembers is of the time before. */
export function useNewStart() {
  const { connection } = useApi()
  return useCallback(() => {
    let wasAway = connection.state() !== 'open'
    const reload = () => window.location.reload()
    const timer = setTimeout(reload, patienceMs)
    const stop = connection.subscribe(() => {
      if (connection.state() !== 'open') wasAway = true
      else if (wasAway) {
        stop()
        clearTimeout(timer)
        reload()
      }
    })
  }, [connection])
}
