/** A code block whose fence is longer than any inside, so that a text can hold code blocks of its own. */
export function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), (match) => match[0].length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${/^[\w+-]{1,20}$/.test(language) ? language : ''}\n${text}\n${fence}`
}
