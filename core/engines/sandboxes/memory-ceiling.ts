// Node has it; the types come with the browser's, which core does not use.
type WasmMemory = { readonly buffer: ArrayBuffer; grow(pages: number): number }
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: WasmMemory } } }).WebAssembly

/**
 * Bounds the WebAssembly memory of this thread or process at run time, and returns the function that sets the bound.
 * QuickJS's own memory limit counts nothing under WebAssembly, and Pyodide has none; both grow by this one call, and take its
 * failure as "out of memory". Guests cannot reach it.
 */
export function boundWasmMemory(): (limitBytes: number) => void {
  let limit = Number.POSITIVE_INFINITY
  const grow = Memory.prototype.grow
  const pageBytes = 65_536
  Memory.prototype.grow = function bounded(this: WasmMemory, pages: number) {
    if (this.buffer.byteLength + pages * pageBytes > limit) throw new RangeError('the sandbox may not use more memory')
    return grow.call(this, pages)
  }
  return (limitBytes) => {
    limit = limitBytes
  }
}
