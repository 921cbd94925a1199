import { useEffect } from 'react'

const checks = new Set<() => boolean>()

/** Has a part of the app say whether it holds something that would be lost if the page were loaded anew; ends with the function that is returned. */
export function holdsUnsaved(check: () => boolean): () => void {
  checks.add(check)
  return () => void checks.delete(check)
}

/** The same for what is in a form. */
export function useHoldsUnsaved(isUnsaved: boolean): void {
  useEffect(() => (isUnsaved ? holdsUnsaved(() => true) : undefined), [isUnsaved])
}

/** Whether the page may be loaded anew without the person losing anything. A dialog that is open may hold what was typed into it. */
export const isPageSettled = (): boolean => ![...checks].some((check) => check()) && document.querySelector('[role="dialog"]') === null
