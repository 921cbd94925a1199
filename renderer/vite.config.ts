import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The app waits until its language is known (app/main.ts); the page names its files all the same, so that they are fetched meanwhile. */
const fetchAppMeanwhile: Plugin = {
  name: 'fetch-app-meanwhile',
  transformIndexHtml: {
    order: 'post',
    handler(_, { bundle, chunk }) {
      const chunks = new Map(Object.values(bundle ?? {}).flatMap((each) => (each.type === 'chunk' ? [[each.fileName, each] as const] : [])))
      const named = new Set<string>()
      const add = (file: string) => {
        if (named.has(file)) return
        named.add(file)
        for (const next of chunks.get(file)?.imports ?? []) add(next)
      }
      if (chunk) add(chunk.fileName)
      const fetched = new Set(named)
      for (const [file, { facadeModuleId }] of chunks) if (facadeModuleId?.endsWith('/app/start.tsx')) add(file)
      return [...named]
        .filter((file) => !fetched.has(file))
        .map((file) => ({ tag: 'link', injectTo: 'head' as const, attrs: { rel: 'modulepreload', crossorigin: true, href: `./${file}` } }))
    },
  },
}

/** KaTeX offers each of its fonts in three formats for browsers of all ages; the one that every window of this app reads is kept. */
const onlyWoff2: Plugin = {
  name: 'only-woff2',
  enforce: 'pre',
  transform: {
    filter: { id: /katex.*\.css$/ },
    handler: (css) => css.replace(/,url\([^)]+\.(?:woff|ttf)\) format\("[^"]+"\)/g, ''),
  },
}

/** Relative addresses, so that the same build works at http://127.0.0.1/ and from a file in Electron; nothing inline, for a strict CSP. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [onlyWoff2, react(), tailwindcss(), fetchAppMeanwhile],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    minify: true,
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
})
