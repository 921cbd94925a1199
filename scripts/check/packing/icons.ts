import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const pngSizes = [16, 24, 32, 48, 64, 128, 256, 512]
const icoSizes = [16, 24, 32, 48, 64, 128, 256]
/** 32, 64, 128, 256, 512 and 1024 px, by the names that macOS gives them. */
const icnsTypes = ['ic11', 'ic12', 'ic07', 'ic13', 'ic08', 'ic14', 'ic09', 'ic10']

export const pngSize = (bytes: Buffer): { width: number; height: number } => ({ width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) })

/** Sizes in a Windows icon; 0 stands for 256 there. */
export const sizesInIco = (bytes: Buffer): number[] => Array.from({ length: bytes.readUInt16LE(4) }, (_, index) => bytes[6 + index * 16] || 256)

export function typesInIcns(bytes: Buffer): string[] {
  const types: string[] = []
  for (let at = 8; at + 8 <= bytes.length; at += Math.max(8, bytes.readUInt32BE(at + 4))) types.push(bytes.toString('latin1', at, at + 4))
  return types
}

/** A sentence for each icon that is missing or of another size than its name. */
export function checkIcons(root: string): string[] {
  const read = (name: string) => readFileSync(join(root, 'resources/icons', name))
  const attempt = (name: string, check: (bytes: Buffer) => string | null): string[] => {
    try {
      const problem = check(read(name))
      return problem === null ? [] : [`resources/icons/${name} ${problem}`]
    } catch {
      return [`resources/icons/${name} is missing.`]
    }
  }
  const isSquare = (size: number) => (bytes: Buffer) => {
    const { width, height } = pngSize(bytes)
    return width === size && height === size ? null : `is ${width} x ${height}, not ${size} x ${size}.`
  }
  const lacks = (wanted: readonly (number | string)[], found: readonly (number | string)[]) => {
    const missing = wanted.filter((each) => !found.includes(each))
    return missing.length === 0 ? null : `lacks ${missing.join(', ')}.`
  }
  return [
    ...pngSizes.flatMap((size) => attempt(`png/${size}x${size}.png`, isSquare(size))),
    ...attempt('icon.png', isSquare(512)),
    ...attempt('trayTemplate.png', isSquare(16)),
    ...attempt('trayTemplate@2x.png', isSquare(32)),
    ...attempt('icon.ico', (bytes) => lacks(icoSizes, sizesInIco(bytes))),
    ...attempt('icon.icns', (bytes) => lacks(icnsTypes, typesInIcns(bytes))),
  ]
}
