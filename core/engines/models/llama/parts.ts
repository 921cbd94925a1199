/** Large models come in parts named `…-00001-of-00003.gguf`; llama.cpp is given the first and finds the others beside it. */
const partPattern = /-(\d{5})-of-(\d{5})\.gguf$/i

export function partOf(name: string): { number: number; count: number } | null {
  const found = partPattern.exec(name)
  return found ? { number: Number(found[1]), count: Number(found[2]) } : null
}

/** The names of all parts, of any one of them. */
export function partNames(name: string): string[] {
  const count = partOf(name)?.count ?? 0
  return Array.from({ length: count }, (_, index) =>
    name.replace(partPattern, (whole) => whole.replace(/^-\d{5}/, `-${String(index + 1).padStart(5, '0')}`)),
  )
}

/** What a model is called: its file's name without its ending and its part. */
export const modelName = (file: string): string => file.replace(partPattern, '').replace(/\.gguf$/i, '')
