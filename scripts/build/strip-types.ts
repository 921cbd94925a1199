import { stripTypeScriptTypes } from 'node:module'

const relativeTypeScript = /(['"`])(\.{1,2}\/[^'"`\n]*)\.(c?)ts\1/g

/**
 * A TypeScript source as the JavaScript that Node would run, line for line, with relative paths to `.ts` files pointing to
 * the `.js` beside it. That covers imports and `new URL('./child.ts', import.meta.url)` alike, so every file keeps its place.
 */
export function stripTypes(source: string): string {
  return stripTypeScriptTypes(source, { mode: 'strip' }).replace(relativeTypeScript, '$1$2.$3js$1')
}
