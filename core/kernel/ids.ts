import { v7 } from 'uuid'

/** A string that only `newId` (or a validated input) may produce; the brand keeps a run's id out of a session's place. */
export type Id<Brand extends string> = string & { readonly __id: Brand }

export type SessionId = Id<'ses'>
export type MessageId = Id<'msg'>
export type RunId = Id<'run'>
export type ArtifactId = Id<'art'>
export type ApprovalId = Id<'apr'>
export type RelicId = Id<'rel'>
export type FolderId = Id<'fol'>

/** A new id such as `run_0199a3…`: the prefix says what it names, and ids sort by the time they were made (UUID v7). */
export function newId<Prefix extends 'ses' | 'msg' | 'run' | 'art' | 'apr' | 'rel' | 'fol' | 'pre'>(prefix: Prefix): Id<Prefix> {
  return `${prefix}_${v7().replaceAll('-', '')}` as Id<Prefix>
}
