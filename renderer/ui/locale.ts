let inForce = 'en-GB'

/** The locale that numbers, dates and lists are written in, such as `de-DE`. It is set before the app is drawn and stays until the page is loaded anew. */
export const locale = (): string => inForce
export const setLocale = (next: string): void => {
  inForce = next
}
