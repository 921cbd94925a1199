const key = 'cortex.token'

/** The token this page was opened with. It is kept for this tab only and taken out of the address bar, so that it is not copied or bookmarked. */
export function takeToken(location: Location = window.location, store: Storage = window.sessionStorage): string | null {
  const url = new URL(location.href)
  const given = url.searchParams.get('token')
  if (given === null) return store.getItem(key)
  store.setItem(key, given)
  url.searchParams.delete('token')
  window.history.replaceState(window.history.state, '', url)
  return given
}
