// Where to ask; "{query}" is replaced. A SearXNG of your own works as well: "https://search.example.com/search?format=json&q={query}",
// with its host under permissions.network in tool.yml.
export const endpoint = 'https://html.duckduckgo.com/html/?q={query}'
