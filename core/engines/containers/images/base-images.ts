import type { ContainerSettings } from '../../../contract/settings.ts'
import { refuse } from './refusal.ts'

type BaseName = keyof NonNullable<ContainerSettings['baseImages']>
const defaults: Record<BaseName, string> = {
  python: 'python:3.13-slim',
  node: 'node:24-slim',
  go: 'golang:1.25',
  bash: 'debian:12-slim',
  redis: 'redis:7',
}

/** An image that others stand on, and the setting that chose it; null when a Dockerfile names it itself. */
export type BaseImage = { ref: string; setting: string | null }

/** What an image may be called; a line feed in it would be an instruction of its own. */
const imageRef = /^[a-z0-9][A-Za-z0-9._:/@-]{0,250}$/

export function baseImage(forWhom: string, which: BaseName, settings: ContainerSettings): BaseImage {
  const ref = settings.baseImages?.[which] ?? defaults[which]
  const setting = `containers.baseImages.${which}`
  if (!imageRef.test(ref)) refuse(forWhom, `The setting ${setting} is "${ref}", which is no name of an image.`)
  return { ref, setting }
}

/** Build arguments by which a hand-written Dockerfile takes its base from the settings: `ARG BASE_NODE`, then `FROM ${BASE_NODE}`. */
export function baseArguments(forWhom: string, settings: ContainerSettings): Record<string, BaseImage> {
  const of = (which: BaseName) => baseImage(forWhom, which, settings)
  return {
    BASE_PYTHON: of('python'),
    BASE_NODE: of('node'),
    BASE_GO: of('go'),
    BASE_BASH: of('bash'),
    BASE_DEBIAN: of('bash'),
    BASE_REDIS: of('redis'),
  }
}
