import { formatCount } from '../ui/format.ts'

/** 1 tool, 12 tools. */
export const plural = (count: number, one: string, many = `${one}s`): string => `${formatCount(count)} ${count === 1 ? one : many}`
