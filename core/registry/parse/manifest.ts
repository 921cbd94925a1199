import { type Manifest, type ManifestKind, manifestKinds, manifestSchemas } from '../../contract/manifests/index.ts'
import type { Problem } from '../../contract/registry.ts'
import { checkJsonSchema } from '../check/json-schema.ts'
import { type NamedPath, namedPathsOf } from '../check/named-paths.ts'
import { checkWorkflow } from '../check/workflow.ts'
import { type Finding, problemAt, type Span, startOfFile } from '../finding.ts'
import { nearestOf } from '../nearest.ts'
import { type FoundReference, referencesOf } from '../references.ts'
import { parseSource, type SourceDocument } from './document.ts'
import { explainIssues, explainKind, maxFindings, typeWord } from './explain-issues.ts'
import { splitFrontMatter } from './front-matter.ts'

/** What a manifest file says, checked as far as the text alone allows. */
export type ParsedManifest = {
  /** As declared; known even when the rest is broken. Null when it is not. */
  kind: ManifestKind | null
  name: string | null
  /** Null when the text does not fit the schema. */
  manifest: Manifest | null
  problems: Problem[]
  nameSpan: Span
  references: (FoundReference & { span: Span; importSpan: Span | null })[]
  namedPaths: (NamedPath & { span: Span })[]
  /** The Markdown body; null for YAML or when it is empty. */
  body: string | null
}

/** tool.yml, agent.yaml …: files that are manifests by their name, and the kind they are expected to be. */
export function kindOfFileName(fileName: string): ManifestKind | null {
  return fileNames.get(fileName.toLowerCase()) ?? null
}

const fileNames: ReadonlyMap<string, ManifestKind> = new Map(
  manifestKinds.flatMap((kind) => ['yml', 'yaml'].map((ending) => [`${kind.toLowerCase()}.${ending}`, kind] as const)),
)

const hasKind = /(?:^|[{,]\s*)["']?kind["']?\s*:/m

/**
 * Reads one manifest file's text. Null: this YAML or Markdown is not ours (compose files, Kubernetes objects, a README) and nothing is said about it.
 * `fileName` is the last part of `file`; a file called tool.yml is ours whatever it holds.
 */
export function parseManifest(file: string, fileName: string, text: string): ParsedManifest | null {
  const expected = kindOfFileName(fileName)
  const isMarkdown = /\.(md|markdown)$/i.test(fileName)
  const parts = isMarkdown ? splitFrontMatter(text) : { yaml: text, body: '' }
  if (!parts || (!expected && !hasKind.test(parts.yaml))) return null
  const source = parseSource(parts.yaml)
  if (source.failures.length > 0) {
    // Broken YAML that does not even hint at one of our kinds belongs to somebody else.
    if (!expected && !mentionsOurKind(parts.yaml)) return null
    return {
      ...nothing,
      kind: expected,
      problems: source.failures.map(({ span, finding }) => problemAt(file, span, finding)),
    }
  }
  return readValue(file, source, expected, parts.body === '' ? null : parts.body)
}

const nothing: ParsedManifest = {
  kind: null,
  name: null,
  manifest: null,
  problems: [],
  nameSpan: startOfFile,
  references: [],
  namedPaths: [],
  body: null,
}

const mentionsOurKind = (text: string): boolean => /["']?kind["']?\s*:\s*["']?(Tool|Relic|Agent|Workflow|Monument)\b/.test(text)

function readValue(file: string, source: SourceDocument, expected: ManifestKind | null, body: string | null): ParsedManifest | null {
  // Looking for a place walks over its neighbours, and nobody reads a thousand problems of one file.
  const toProblems = (findings: Finding[]) =>
    findings.slice(0, maxFindings).map((finding) => problemAt(file, source.spanOf(finding.path, finding.at, finding.within), finding))
  const { value } = source
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    if (!expected) return null
    const what = value === null ? 'The file is empty.' : `A manifest is a mapping of keys to values; this is ${typeWord(value)}.`
    const finding: Finding = { path: [], at: 'value', code: 'wrong-type', message: what, suggestion: `Start with "kind: ${expected}" and "name: …".` }
    return { ...nothing, kind: expected, problems: toProblems([finding]) }
  }
  const fields = value as Record<string, unknown>
  const kind = manifestKinds.find((one) => one === fields.kind) ?? null
  const name = typeof fields.name === 'string' ? fields.name : null
  if (!kind) {
    const isNearMiss = typeof fields.kind === 'string' && !('apiVersion' in fields) && nearestOf(fields.kind, manifestKinds) !== null
    if (!expected && !isNearMiss) return null
    return { ...nothing, kind: expected, name, problems: toProblems([explainKind(fields.kind, expected)]) }
  }
  // A Markdown body describes the manifest, except for agents, whose persona it is.
  if (body !== null && kind !== 'Agent' && fields.description === undefined) fields.description = body
  const result = manifestSchemas[kind].safeParse(value)
  const nameSpan = source.spanOf(['name'], 'value')
  if (!result.success) {
    return { ...nothing, kind, name, nameSpan, body, problems: toProblems(explainIssues(result.error.issues, manifestSchemas[kind], value)) }
  }
  const manifest: Manifest = result.data
  return {
    kind,
    name,
    manifest,
    problems: toProblems(checkMeaning(manifest)),
    nameSpan,
    references: referencesOf(manifest).map((one) => ({
      ...one,
      span: source.spanOf(one.path, 'value'),
      importSpan: one.importPath === null ? null : source.spanOf([...one.path.slice(0, -1), 'import'], 'value'),
    })),
    namedPaths: namedPathsOf(manifest).map((one) => ({ ...one, span: source.spanOf(one.path, 'value') })),
    body,
  }
}

function checkMeaning(manifest: Manifest): Finding[] {
  const findings: Finding[] = []
  if (manifest.kind === 'Tool') {
    if (manifest.parameters) findings.push(...checkJsonSchema(manifest.parameters, ['parameters'], true))
    if (manifest.returns) findings.push(...checkJsonSchema(manifest.returns, ['returns']))
  } else if (manifest.kind === 'Relic') {
    for (const [name, endpoint] of Object.entries(manifest.endpoints ?? {})) {
      if (typeof endpoint === 'string') continue
      if (endpoint.parameters) findings.push(...checkJsonSchema(endpoint.parameters, ['endpoints', name, 'parameters'], true))
      if (endpoint.returns) findings.push(...checkJsonSchema(endpoint.returns, ['endpoints', name, 'returns']))
    }
  } else if (manifest.kind === 'Workflow') {
    for (const [name, schema] of Object.entries(manifest.inputs ?? {})) findings.push(...checkJsonSchema(schema, ['inputs', name]))
    findings.push(...checkWorkflow(manifest))
  }
  return findings
}
