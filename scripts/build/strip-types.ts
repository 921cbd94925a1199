import { stripTypeScriptTypes } from 'node:module'

const pathToTypeScript = /(['"`])((?:\.{0,2}\/)*[\w./-]+)\.(c?)ts\1/g

/**
 * A TypeScript source as the JavaScript that Node would run, line for line, with paths to `.ts` sources pointing to the `.js` in
 * the same place. That covers imports and `new URL('./child.ts', import.meta.url)` alike. `isSource` tells whether a path,
 * seen from this file's folder, is one of the sources; other text that ends so is left alone.
 */
export function stripTypes(source: string, isSource: (path: string) => boolean): string {
  return stripTypeScriptTypes(source, { mode: 'strip' }).replace(pathToTypeScript, (text, quote: string, path: string, c: string) =>
    isSource(`${path}.${c}ts`) ? `${quote}${path}.${c}js${quote}` : text,
  )
}
