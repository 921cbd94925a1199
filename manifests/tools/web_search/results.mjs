const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }
const decode = (text) =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    if (name) return entities[name.toLowerCase()] ?? whole
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
const plain = (html) =>
  decode(html.replace(/<[^>]*>/g, ''))
    .replace(/\s+/g, ' ')
    .trim()

/** DuckDuckGo links to itself with the real address in `uddg`. Null for what is no web address, such as an advertisement. */
function target(href) {
  const url = URL.parse(decode(href), 'https://duckduckgo.com')
  if (!url) return null
  const real = url.hostname.endsWith('duckduckgo.com') ? URL.parse(url.searchParams.get('uddg') ?? '') : url
  return real && /^https?:$/.test(real.protocol) && !real.hostname.endsWith('duckduckgo.com') ? real.href : null
}

/** Results of DuckDuckGo's HTML page or of SearXNG's JSON; null when it is neither. An empty list is "nothing found". */
export function readResults(text, contentType) {
  if (contentType.includes('json')) {
    const { results } = JSON.parse(text)
    if (!Array.isArray(results)) return null
    return results.filter((one) => one.url).map((one) => ({ title: plain(one.title ?? ''), url: one.url, snippet: plain(one.content ?? '') }))
  }
  const found = []
  const seen = new Set()
  const links = [...text.matchAll(/<a\b([^>]*\bclass="[^"]*\bresult__a\b[^"]*"[^>]*)>([\s\S]*?)<\/a>/g)]
  for (const [index, link] of links.entries()) {
    const href = /\bhref="([^"]*)"/.exec(link[1])?.[1]
    const url = href ? target(href) : null
    if (!url || seen.has(url)) continue
    seen.add(url)
    const after = text.slice(link.index + link[0].length, links[index + 1]?.index)
    const snippet = /class="[^"]*\bresult__snippet\b[^"]*"[^>]*>([\s\S]*?)<\/(?:a|td|div|span)>/.exec(after)?.[1] ?? ''
    found.push({ title: plain(link[2]), url, snippet: plain(snippet) })
  }
  if (found.length > 0) return found
  return links.length > 0 || /no-results|No results\./.test(text) ? [] : null
}
