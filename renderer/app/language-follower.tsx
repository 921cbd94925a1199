import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useApi } from '../api/api-context.ts'
import { cacheChoice, resolveLanguage, wantedLanguage } from './language.ts'
import { t } from './messages.ts'
import { showToast } from './ui-store.ts'
import { isPageSettled } from './unsaved.ts'

/**
 * Follows the language of the settings, whoever changes it: the app takes its words as it is loaded, so the page is loaded anew. Chats, drafts and
 * answers that are being written are kept by the core and the browser; for what is in this page alone it waits.
 */
export function LanguageFollower() {
  const { orpc } = useApi()
  const settings = useQuery(orpc.settings.get.queryOptions({ input: {} }))
  const choice = settings.data?.settings.appearance.language
  useEffect(() => {
    // Where a window keeps nothing, the next load would not know it either.
    if (choice === undefined || !cacheChoice(choice)) return
    if (resolveLanguage(choice, navigator.languages) === wantedLanguage()) return
    if (isPageSettled()) return window.location.reload()
    showToast(t.language.waits)
    const timer = setInterval(() => isPageSettled() && window.location.reload(), 500)
    return () => clearInterval(timer)
  }, [choice])
  return null
}
