import type { ToolManifest } from '../../../../contract/manifests/index.ts'
import type { ContainerSettings } from '../../../../contract/settings.ts'
import type { BaseImage } from '../base-images.ts'
import type { Layer } from '../instructions.ts'

/** A tool's folder as its plan sees it. The same folder gives the same answers. */
export type ToolFolder = {
  manifest: ToolManifest
  /** As `tool.yml`, and the text of it: refusals name its lines. */
  manifestFile: { name: string; text: string }
  /** Paths of the files that go into the context, with forward slashes, sorted. */
  files: readonly string[]
  /** The text of one of `files`; null for what is not among them or is too large to be read as text. */
  text(path: string): string | null
  settings: ContainerSettings
  /** Whether builds and tools are given further authorities to trust. */
  hasCertificates: boolean
  /** Labels that say whose the image is; no part of what it is made of. */
  marks: Record<string, string>
}

/** What a language adds to what all images have. Layers stand in the order in which they are built. */
export type LanguagePlan = {
  base: BaseImage
  /** Stages before the image itself, each with its own base. */
  before: { base: BaseImage; name: string; layers: Layer[] }[]
  environment: Record<string, string>
  /** What is installed, from files that change seldom. */
  dependencies: Layer[]
  /** What is taken over from the stages before, beside the code. */
  taken: Layer[]
  entrypoint: string[]
  /** What the person should know, such as a package.json that nothing is installed from. */
  notes: string[]
}
