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
  overrides: z
    .object({ file: z.string(), digest: z.string() })
    .optional()
    .describe('The manifest of the same name that ships with the app and stands back behind this personal one. It is back when this one is removed.'),
  loadedAt: z.string(),
})
export type ManifestSummary = z.infer<typeof manifestSummary>

export const manifestGraph = z.object({
  nodes: z.array(
    z.object({ id: z.string().describe('kind/name, kind in lower case'), kind: manifestKind, name: z.string(), isMissing: z.boolean() }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
})

const kindAndName = z.object({ kind: manifestKind, name: z.string() })

/** What the image of a tool would be built of. */
export const buildAsk = z.object({
  engine: z.enum(['pip', 'npm', 'go']).nullable(),
  packages: z.array(z.string()).describe('Packages of the language, as written in the manifest and in its requirements file.'),
  systemPackages: z.array(z.string()),
  files: z.array(z.string()).describe('A requirements file or a Dockerfile that it is built from.'),
})
export type BuildAsk = z.infer<typeof buildAsk>

export const fileChange = z.object({
  path: z.string().describe('Below the folder that is installed, with forward slashes.'),
  change: z.enum(['added', 'changed', 'removed']),
  sizeBytes: z.number().nullable().describe('null: it would be removed.'),
  oldSizeBytes: z.number().nullable().describe('null: it was not there.'),
  isText: z.boolean(),
  diff: z.string().nullable().describe('Unified, with three lines around each change. null for binary files, and for text too large to show.'),
})
export type FileChange = z.infer<typeof fileChange>

export const trashEntry = z.object({
  id: z.string(),
  why: z.enum(['removed', 'replaced']),
  name: z.string().describe('The folder or file as it was called.'),
  path: z.string().describe('Where it was, and where it goes when it is restored.'),
  manifests: z.array(kindAndName),
  trashedAt: z.string(),
  expiresAt: z.string().describe('From then on it is swept.'),
  conflict: z.string().nullable().describe('Why it cannot be restored now; null: it can.'),
})
export type TrashEntry = z.infer<typeof trashEntry>

const maxTextLength = 1_000_000
/** Which text file: of a manifest by its name, or of the manifest file that a problem names. `path` is another file of the same folder. */
const fileAddress = z.object({
  kind: kind.optional(),
  name: z.string().max(100).optional(),
  file: z.string().max(4_000).optional().describe('A manifest file as problems name it, instead of kind and name.'),
  path: z.string().max(500).optional().describe("Below the manifest's folder; the manifest file itself when left out."),
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
  preview: route(
    'POST /registry/preview',
    'What a folder, a zip, a file, a git repository or a text holds and asks for; installs nothing. Ends early when the caller goes away.',
  )
    .input(
      z.union([
        z.object({ folder: z.string().describe('A path on this computer: a folder, a zip, or one file.') }),
        z.object({
          git: z.string().max(2_000).describe('Address of a repository, https or ssh; the page of a folder on GitHub or GitLab works too.'),
          ref: z.string().max(200).optional().describe('A branch or tag.'),
          subfolder: z.string().max(500).optional(),
        }),
        z.object({
          text: z.string().max(maxTextLength).describe('A manifest as text: YAML, Markdown, or a script with a manifest in its head.'),
          name: z.string().max(100).optional(),
        }),
        z.object({
          name: z
            .string()
            .max(100)
            .describe('Name of the dropped folder or file. One file alone may be a zip, a manifest, or a script with a manifest in its head.'),
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
        source: z
          .object({
            type: z.enum(['folder', 'zip', 'file', 'git', 'text']),
            from: z.string().describe('The path, address or name that was given.'),
            commit: z.string().nullable().describe('Only for git.'),
          })
          .optional(),
        destination: z.string().nullable().default(null).describe('The folder that it would become.'),
        canReplaceBundled: z
          .boolean()
          .default(false)
          .describe('The only thing against it is that it replaces what ships with the app: `install` does it when told `replaceBundled`.'),
        changes: z.array(fileChange).default([]).describe('Against what it would replace; all files are added when it replaces nothing.'),
        manifests: z.array(
          z.object({
            kind: manifestKind,
            name: z.string(),
            description: z.string(),
            file: z.string(),
            change: z.enum(['new', 'changed', 'same']),
            rights: z.array(right),
            tier: tierChoice.nullable(),
            version: z.string().nullable().default(null),
            digest: z.string().nullable().default(null).describe('null while it has problems.'),
            builds: buildAsk.nullable().default(null).describe('What its image would be built of. null: nothing is built.'),
            replaces: z
              .object({ root: z.enum(['bundled', 'personal', 'extra']), file: z.string(), version: z.string().nullable(), digest: z.string() })
              .nullable()
              .default(null)
              .describe('What is in force under this kind and name.'),
          }),
        ),
        problems: z.array(problem),
      }),
    ),
  install: route('POST /registry/install', 'Copies a previewed folder into the personal manifests; usable at once.')
    .input(z.object({ previewId: z.string(), replaceBundled: z.boolean().optional() }))
    .output(
      z.object({
        installed: z.array(kindAndName),
        folder: z.string(),
        undo: z.string().nullable().default(null).describe('The replaced folder in the trash, for `restore`. null: nothing was replaced.'),
      }),
    ),
  remove: route('DELETE /registry/manifest/{kind}/{name}', 'Moves an installed folder to the trash inside the data folder.')
    .input(z.object({ kind, name: z.string() }))
    .output(z.object({ removed: z.boolean(), keptAs: z.string().nullable(), undo: z.string().nullable().default(null).describe('For `restore`.') })),
  trash: route('GET /registry/trash', 'What was removed or replaced in the last 30 days, last first.')
    .input(z.object({}).optional())
    .output(z.object({ entries: z.array(trashEntry) })),
  restore: route('POST /registry/trash/restore', 'Puts something from the trash back to where it was; what replaced it goes to the trash.')
    .input(z.object({ id: z.string().max(200) }))
    .output(z.object({ restored: z.array(kindAndName), path: z.string(), undo: z.string().nullable() })),
  file: route('GET /registry/file', 'A text file of a manifest as it is on disk, and the names of its other files.')
    .input(fileAddress)
    .output(
      z.object({
        file: z.string(),
        path: z.string(),
        text: z.string(),
        digest: z.string().describe('Of the text; give it back when writing.'),
        isWritable: z.boolean(),
        reason: z.string().nullable().describe('Why it cannot be changed.'),
        canCustomise: z.boolean().describe('`customise` makes a personal copy that can be changed.'),
        files: z.array(z.object({ path: z.string(), sizeBytes: z.number() })),
        problems: z.array(problem),
      }),
    ),
  writeFile: route(
    'PUT /registry/file',
    'Saves a text file of a manifest, whole or not at all; in force at once. Refused when it changed on disk meanwhile.',
  )
    .input(
      fileAddress.extend({
        text: z.string().max(maxTextLength),
        digest: z.string().nullable().describe('Of the text that was read; null for a new file.'),
      }),
    )
    .output(z.object({ file: z.string(), path: z.string(), digest: z.string(), problems: z.array(problem) })),
  customise: route(
    'POST /registry/customise',
    'Copies a manifest that ships into the personal folder, where the copy takes its place and can be changed.',
  )
    .input(z.object({ kind, name: z.string() }))
    .output(z.object({ folder: z.string(), summary: manifestSummary })),
  check: route('POST /registry/check', 'Problems of a text that is not saved, as if it were. Fast enough for every keystroke.')
    .input(
      fileAddress.extend({
        text: z.string().max(maxTextLength),
        fileName: z.string().max(100).optional().describe('What a text that belongs to no file would be called: tool.yml, agent.md …'),
      }),
    )
    .output(
      z.object({
        kind: manifestKind.nullable().describe('null: the text is no manifest, and nothing is said about it.'),
        name: z.string().nullable(),
        problems: z.array(problem),
      }),
    ),
  schema: route('GET /registry/schema/{kind}', 'The JSON Schema of a kind of manifest, for completion in editors.')
    .input(z.object({ kind }))
    .output(z.object({ schema: z.record(z.string(), z.unknown()) })),
  templates: route('GET /registry/templates', 'What a new manifest can be started from.')
    .input(z.object({}).optional())
    .output(
      z.object({
        templates: z.array(
          z.object({
            id: z.string(),
            kind: manifestKind,
            title: z.string(),
            description: z.string(),
            language: z.string().nullable().describe('Of its script; null when it has none.'),
            placeholder: z.string().describe('The word in its files that becomes the name.'),
            example: z.string().nullable().describe('The description it has until another is given; null: it takes none.'),
            files: z.array(z.object({ path: z.string(), text: z.string() })),
          }),
        ),
      }),
    ),
  create: route('POST /registry/create', 'Makes a new manifest from a template, in the personal folder; in force at once.')
    .input(z.object({ template: z.string().max(100), name: z.string().max(100), description: z.string().max(1_000).optional() }))
    .output(z.object({ folder: z.string(), summary: manifestSummary })),
  open: route('POST /registry/open', "Opens a manifest file in the person's own editor, where the host can.")
    .input(z.object({ kind, name: z.string() }))
    .output(z.object({ path: z.string() })),
  trust: route('POST /registry/trust', 'Allows, or no longer allows, exactly this version of a tool to run as a process on this computer.')
    .input(z.object({ name: z.string(), isTrusted: z.boolean() }))
    .output(manifestSummary),
}
