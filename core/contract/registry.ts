import { z } from 'zod'
import { manifestKind } from './manifests/common.ts'
import { route } from './route.ts'
import { tier } from './runs.ts'

/** A kind in an address or a reference, in either spelling: `tool` or `Tool`. */
const kind = z.preprocess((value) => (typeof value === 'string' ? value.charAt(0).toUpperCase() + value.slice(1).toLowerCase() : value), manifestKind)

export const problem = z.object({
  file: z.string(),
  line: z.number().describe('From 1.'),
  column: z.number().describe('From 1.'),
  endColumn: z.number().optional().describe('First column after what is wrong, on the same line.'),
  code: z.string().describe('Stable, kebab-case: unknown-key, wrong-type, missing-script, cycle …'),
  message: z.string(),
  suggestion: z.string().nullable().describe('What to do, in plain words; null when there is nothing to suggest.'),
  fix: z.object({ replacement: z.string() }).optional().describe('The text to put in place of line:column..endColumn.'),
  severity: z.enum(['error', 'warning']),
  sourceLine: z.string().optional().describe('The text of that line as it was read, cut to 400 characters. Not there when no text could be read.'),
})
export type Problem = z.infer<typeof problem>

/** A right in plain words, for lists, previews and approvals. */
export const right = z.object({ code: z.enum(['network', 'filesystem', 'secret', 'state', 'process', 'budget', 'port', 'build']), text: z.string() })
export type Right = z.infer<typeof right>

export const tierChoice = z.object({
  tier: tier.nullable().describe('null: it cannot run here.'),
  why: z.string(),
  isTrusted: z.boolean().describe('The person allowed this exact version to run as a process.'),
  canTrust: z.boolean().describe('Trusting it would let it run.'),
})
export type TierChoice = z.infer<typeof tierChoice>

export const manifestSummary = z.object({
  kind: manifestKind,
  name: z.string(),
  description: z.string(),
  version: z.string().nullable(),
  file: z.string(),
  root: z.enum(['bundled', 'personal', 'extra']).describe('Ships with the app, installed by the person, or added by --manifests.'),
  digest: z.string(),
  rights: z.array(right),
  tier: tierChoice.nullable().describe('Only for tools.'),
  uses: z.array(z.object({ kind: manifestKind, name: z.string(), isMissing: z.boolean() })),
  problems: z.array(problem),
  isStale: z.boolean().describe('The file on disk is broken and the last good version stays in force.'),
  loadedAt: z.string(),
})
export type ManifestSummary = z.infer<typeof manifestSummary>

export const manifestGraph = z.object({
  nodes: z.array(
    z.object({ id: z.string().describe('kind/name, kind in lower case'), kind: manifestKind, name: z.string(), isMissing: z.boolean() }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
})

export const registryContract = {
  list: route('GET /registry/manifests', 'Every manifest in force, and every problem.')
    .input(z.object({ kind: kind.optional() }))
    .output(
      z.object({ manifests: z.array(manifestSummary), problems: z.array(problem), roots: z.array(z.object({ root: z.string(), path: z.string() })) }),
    ),
  get: route('GET /registry/manifest/{kind}/{name}', 'One manifest: as parsed, as written, and what uses it.')
    .input(z.object({ kind, name: z.string() }))
    .output(
      z.object({
        summary: manifestSummary,
        manifest: z.record(z.string(), z.unknown()),
        source: z.string().describe('The file as it is on disk now.'),
        usedBy: z.array(z.object({ kind: manifestKind, name: z.string() })),
      }),
    ),
  dependencies: route('GET /registry/dependencies/{kind}/{name}', 'What a manifest needs, itself first, in the order of discovery.')
    .input(z.object({ kind, name: z.string() }))
    .output(manifestGraph),
  graph: route('GET /registry/graph', 'The graph of all manifests, also as a Mermaid flowchart.')
    .input(z.object({}))
    .output(manifestGraph.extend({ mermaid: z.string() })),
  sync: route('POST /registry/sync', 'Reads all folders again now.')
    .input(z.object({}).optional())
    .output(z.object({ manifests: z.number(), problems: z.number(), durationMs: z.number() })),
  validate: route('POST /registry/validate', 'Checks a folder on this computer without loading it.')
    .input(z.object({ folder: z.string() }))
    .output(
      z.object({
        ok: z.boolean(),
        manifests: z.array(z.object({ kind: manifestKind, name: z.string(), file: z.string() })),
        problems: z.array(problem),
      }),
    ),
  preview: route('POST /registry/preview', 'What a folder or a set of dropped files holds and asks for; installs nothing.')
    .input(
      z.union([
        z.object({ folder: z.string().describe('A path on this computer.') }),
        z.object({
          name: z.string().max(100).describe('Name of the dropped folder.'),
          files: z.array(z.object({ path: z.string().max(500), contentBase64: z.string() })).max(2_000),
        }),
      ]),
    )
    .output(
      z.object({
        previewId: z.string(),
        name: z.string(),
        fileCount: z.number(),
        sizeBytes: z.number(),
        canInstall: z.boolean(),
        reason: z.string().nullable().describe('Why it cannot be installed.'),
        manifests: z.array(
          z.object({
            kind: manifestKind,
            name: z.string(),
            description: z.string(),
            file: z.string(),
            change: z.enum(['new', 'changed', 'same']),
            rights: z.array(right),
            tier: tierChoice.nullable(),
          }),
        ),
        problems: z.array(problem),
      }),
    ),
  install: route('POST /registry/install', 'Copies a previewed folder into the personal manifests; usable at once.')
    .input(z.object({ previewId: z.string() }))
    .output(z.object({ installed: z.array(z.object({ kind: manifestKind, name: z.string() })), folder: z.string() })),
  remove: route('DELETE /registry/manifest/{kind}/{name}', 'Moves an installed folder to the trash inside the data folder.')
    .input(z.object({ kind, name: z.string() }))
    .output(z.object({ removed: z.boolean(), keptAs: z.string().nullable() })),
  trust: route('POST /registry/trust', 'Allows, or no longer allows, exactly this version of a tool to run as a process on this computer.')
    .input(z.object({ name: z.string(), isTrusted: z.boolean() }))
    .output(manifestSummary),
}
