import { type FileHandle, open } from 'node:fs/promises'
import { fileTypes, tensorBytes } from './gguf-types.ts'

/** What a GGUF file tells of its model in its first megabytes; null where it does not say. */
export type GgufHeader = {
  architecture: string | null
  name: string | null
  parameters: string | null
  quantization: string | null
  trainContextTokens: number | null
  /** The numbers under the architecture's name, such as `block_count`. */
  numbers: Record<string, number>
  /** Bytes one token of context takes in a 16-bit key-value cache. */
  kvBytesPerToken: number | null
  chatTemplate: string | null
  /** Encoder models (BERT and kin) embed and do not chat. */
  isEmbedder: boolean
  /** How long the file must be to hold all its tensors; null where a tensor's type is not known here. */
  completeBytes: number | null
}

/**
 * Reads the header of a GGUF file, skipping the vocabulary without keeping it; null when the file is no GGUF. A header that ends
 * early or lies about its lengths counts as no GGUF. (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md)
 */
export async function readGgufHeader(path: string): Promise<GgufHeader | null> {
  const file = await open(path, 'r')
  try {
    const reader = createReader(file, (await file.stat()).size)
    if ((await reader.bytes(4)).toString('latin1') !== 'GGUF') return null
    const version = await reader.number('u32')
    if (version < 2 || version > 3) return null
    const tensorCount = await reader.number('u64')
    const valueCount = await reader.number('u64')
    if (valueCount > 65_536 || tensorCount > 1_000_000) return null
    const values = new Map<string, string | number | boolean>()
    for (let index = 0; index < valueCount; index++) {
      const key = await reader.text()
      const value = await reader.value(await reader.number('u32'))
      if (value !== null) values.set(key, value)
    }
    let weights = 0
    let dataBytes: number | null = 0
    for (let index = 0; index < tensorCount; index++) {
      await reader.skipText()
      const dimensions = await reader.number('u32')
      if (dimensions > 8) return null
      let elements = 1
      for (let dimension = 0; dimension < dimensions; dimension++) elements *= await reader.number('u64')
      const bytes = tensorBytes(await reader.number('u32'), elements)
      const offset = await reader.number('u64')
      dataBytes = bytes === null || dataBytes === null ? null : Math.max(dataBytes, offset + bytes)
      weights += elements
    }
    const alignment = Number(values.get('general.alignment')) || 32
    const dataStart = tensorCount === 0 ? reader.position : Math.ceil(reader.position / alignment) * alignment
    const completeBytes = dataBytes === null ? null : dataStart + dataBytes
    return { ...toHeader(values, weights), completeBytes }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  } finally {
    await file.close()
  }
}

function toHeader(values: Map<string, string | number | boolean>, weights: number): Omit<GgufHeader, 'completeBytes'> {
  const text = (key: string) => (typeof values.get(key) === 'string' ? (values.get(key) as string) : null)
  const number = (key: string) => (typeof values.get(key) === 'number' ? (values.get(key) as number) : null)
  const architecture = text('general.architecture')
  const ofModel = (key: string) => number(`${architecture}.${key}`)
  const fileType = number('general.file_type')
  return {
    architecture,
    name: text('general.name'),
    parameters: weights > 0 ? inShort(weights) : text('general.size_label'),
    quantization: fileType === null ? null : (fileTypes[fileType] ?? null),
    trainContextTokens: ofModel('context_length'),
    numbers: numbersUnder(values, `${architecture}.`),
    kvBytesPerToken: kvBytesPerToken(ofModel),
    chatTemplate: text('tokenizer.chat_template'),
    isEmbedder: values.has(`${architecture}.pooling_type`) || /bert/i.test(architecture ?? ''),
  }
}

function numbersUnder(values: Map<string, string | number | boolean>, prefix: string): Record<string, number> {
  const found = [...values].filter((entry): entry is [string, number] => entry[0].startsWith(prefix) && typeof entry[1] === 'number')
  return Object.fromEntries(found.map(([key, value]) => [key.slice(prefix.length), value]))
}

/** From the values under the architecture's name, such as `block_count`; null where they do not tell. */
export function kvBytesPerToken(ofModel: (key: string) => number | null): number | null {
  const heads = ofModel('attention.head_count')
  const embedding = ofModel('embedding_length')
  const headSize = embedding !== null && heads ? embedding / heads : null
  const kvHeads = ofModel('attention.head_count_kv') ?? heads
  const keySize = ofModel('attention.key_length') ?? headSize
  const valueSize = ofModel('attention.value_length') ?? headSize
  const layers = ofModel('block_count')
  return layers && kvHeads && keySize && valueSize ? layers * kvHeads * (keySize + valueSize) * 2 : null
}

/** 8,190,000,000 as "8.2B". */
function inShort(count: number): string {
  const [unit, size] = count >= 1e9 ? ['B', 1e9] : count >= 1e6 ? ['M', 1e6] : ['K', 1e3]
  return `${(count / Number(size)).toFixed(1)}${unit}`
}

const scalarBytes: Record<number, number> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 }
const stringType = 8
const arrayType = 9

/** Sequential reads through one 1 MiB window. Every read past the end is a RangeError. */
function createReader(file: FileHandle, sizeBytes: number) {
  const window = Buffer.allocUnsafe(1024 * 1024)
  let start = 0
  let end = 0
  let at = 0

  /** Makes `count` bytes readable at the current place and returns their offset in the window. */
  async function need(count: number): Promise<number> {
    if (at + count > sizeBytes || count > window.length) throw new RangeError('The header ends early')
    if (at < start || at + count > end) {
      start = at
      const { bytesRead } = await file.read(window, 0, window.length, start)
      end = start + bytesRead
      if (at + count > end) throw new RangeError('The header ends early')
    }
    const offset = at - start
    at += count
    return offset
  }
  const isHeld = (count: number) => at >= start && at + count <= end

  async function number(type: 'u32' | 'u64'): Promise<number> {
    const offset = await need(type === 'u32' ? 4 : 8)
    return type === 'u32' ? window.readUInt32LE(offset) : Number(window.readBigUInt64LE(offset))
  }
  async function bytes(count: number): Promise<Buffer> {
    const offset = await need(count)
    return Buffer.from(window.subarray(offset, offset + count))
  }
  function skip(count: number) {
    if (at + count > sizeBytes) throw new RangeError('The header ends early')
    at += count
  }
  const text = async () => (await bytes(await number('u64'))).toString('utf8')
  const skipText = async () => skip(await number('u64'))

  /** A vocabulary is hundreds of thousands of short strings: they are stepped over without a promise each. */
  async function skipTexts(count: number) {
    for (let index = 0; index < count; index++) {
      if (!isHeld(8)) {
        await skipText()
        continue
      }
      const length = Number(window.readBigUInt64LE(at - start))
      at += 8
      skip(length)
    }
  }

  async function value(type: number): Promise<string | number | boolean | null> {
    if (type === stringType) return text()
    if (type === arrayType) {
      const itemType = await number('u32')
      const count = await number('u64')
      if (itemType === stringType) await skipTexts(count)
      else if (itemType === arrayType) for (let index = 0; index < count; index++) await value(arrayType)
      else skip(count * sizeOf(itemType))
      return null
    }
    const offset = await need(sizeOf(type))
    if (type === 7) return window.readUInt8(offset) !== 0
    if (type === 6) return window.readFloatLE(offset)
    if (type === 12) return window.readDoubleLE(offset)
    if (type === 10) return Number(window.readBigUInt64LE(offset))
    if (type === 11) return Number(window.readBigInt64LE(offset))
    return type === 1 || type === 3 || type === 5 ? window.readIntLE(offset, sizeOf(type)) : window.readUIntLE(offset, sizeOf(type))
  }

  return {
    number,
    bytes,
    skip,
    text,
    skipText,
    value,
    get position() {
      return at
    },
  }
}

function sizeOf(type: number): number {
  const size = scalarBytes[type]
  if (size === undefined) throw new RangeError(`There is no value type ${type}`)
  return size
}
