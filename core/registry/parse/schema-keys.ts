import type { z } from 'zod'
import type { ValuePath } from '../finding.ts'

/** What zod keeps of a schema's structure, as far as the walk below reads it. */
type Definition = {
  type: string
  shape?: Record<string, z.ZodType>
  innerType?: z.ZodType
  element?: z.ZodType
  valueType?: z.ZodType
  options?: z.ZodType[]
}
const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition

/** The alternatives of a schema once optional and default are taken off. */
function alternatives(schema: z.ZodType): z.ZodType[] {
  const { type, innerType, options } = definitionOf(schema)
  if (innerType && (type === 'optional' || type === 'default' || type === 'nullable')) return alternatives(innerType)
  if (options && type === 'union') return options.flatMap(alternatives)
  return [schema]
}

/** Every schema that may describe what is at `path`. */
export function schemasAt(schema: z.ZodType, path: ValuePath): z.ZodType[] {
  let current = alternatives(schema)
  for (const part of path) {
    current = current.flatMap((one) => {
      const { shape, element, valueType } = definitionOf(one)
      const next = shape ? shape[String(part)] : (element ?? valueType)
      return next ? alternatives(next) : []
    })
  }
  return current
}

/** The keys that a mapping at `path` may have. */
export function keysAt(schema: z.ZodType, path: ValuePath): string[] {
  return [...new Set(schemasAt(schema, path).flatMap((one) => Object.keys(definitionOf(one).shape ?? {})))]
}

/** The options of the union at `path`, as written; null when it is no union. */
export function unionOptionsAt(schema: z.ZodType, path: ValuePath): z.ZodType[] | null {
  let current: z.ZodType | undefined = schema
  for (const part of path) {
    const { shape, element, valueType }: Definition = definitionOf(unwrap(current))
    current = shape ? shape[String(part)] : (element ?? valueType)
    if (!current) return null
  }
  return definitionOf(unwrap(current)).options ?? null
}

function unwrap(schema: z.ZodType): z.ZodType {
  const { type, innerType } = definitionOf(schema)
  return innerType && (type === 'optional' || type === 'default' || type === 'nullable') ? unwrap(innerType) : schema
}
