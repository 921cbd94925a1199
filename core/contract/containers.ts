import { z } from 'zod'
import { runId, sessionId } from './ids.ts'
import { route } from './route.ts'
import { runResult } from './runs.ts'

/** How an engine was looked for, and what is known of the one in use. */
export const engineStatus = z.object({
  state: z.enum(['looking', 'ready', 'absent', 'lost']),
  why: z.string().describe('Why there is none; empty when there is one.'),
  engine: z
    .object({ name: z.string(), version: z.string(), endpoint: z.string(), isLocal: z.boolean(), isRootless: z.boolean(), hasSeccomp: z.boolean() })
    .nullable(),
  attempts: z.array(z.object({ strategy: z.string(), endpoint: z.string(), isFound: z.boolean(), why: z.string() })),
})
export type EngineStatusView = z.infer<typeof engineStatus>

export const toolImage = z.object({
  tool: z.string(),
  tag: z.string().describe('Holds the digest of everything the image is made of: another content is another tag.'),
  dockerfile: z.string().describe('What it is built by.'),
  isHandWritten: z.boolean().describe('The tool brings its own Dockerfile.'),
  isBuilt: z.boolean(),
  sizeBytes: z.number().nullable(),
  builtAt: z.string().nullable(),
  buildRunId: runId.nullable().describe('The build that is under way, or the last one; its journal has the log.'),
  state: z.enum(['missing', 'building', 'built', 'failed']),
  error: z.string().nullable().describe('Why the last build failed: the failing line and its cause.'),
})
export type ToolImage = z.infer<typeof toolImage>

const name = z.object({ name: z.string() })

export const containersContract = {
  image: route('GET /containers/build/tool/{name}', 'The image of a tool: what it is built by, and whether it is there.')
    .input(name)
    .output(toolImage),
  buildTool: route('POST /containers/build/tool', 'Builds the image of a tool and waits for it; the run holds the log as it comes.')
    .input(
      z.object({
        name: z.string(),
        runId: runId.optional().describe('Chosen by the caller, to follow the build from its start.'),
        force: z.boolean().optional().describe('Also when it is there; nothing is taken from the cache.'),
      }),
    )
    .output(runResult),
  isBuilt: route('GET /containers/build/tool/{name}/exists', 'Whether the image of a tool, as it is on disk now, is there.')
    .input(name)
    .output(z.object({ exists: z.boolean(), image: z.string() })),
  executeTool: route('POST /containers/tool/execute', 'Runs a tool, in a container or not at all, and waits for the outcome.')
    .input(
      z.object({
        name: z.string(),
        parameters: z.record(z.string(), z.unknown()).default({}),
        sessionId: sessionId.optional(),
        approve: z.boolean().optional(),
      }),
    )
    .output(runResult),
  toolLogs: route('GET /containers/tool/{id}/logs', 'What a run of a tool logged.')
    .input(z.object({ id: runId }))
    .output(z.object({ lines: z.array(z.string()) })),
  cleanUpSession: route('POST /containers/session/{id}/cleanup', 'Stops and removes all containers, networks and volumes of a chat.')
    .input(z.object({ id: sessionId }))
    .output(z.object({ removed: z.number() })),
  cleanUp: route('POST /containers/cleanup', 'Removes what nobody needs: containers of ended lives, images that no tool is built by, old layers.')
    .input(z.object({}))
    .output(z.object({ removed: z.number(), freedBytes: z.number() })),
  stats: route('GET /containers/stats', 'The engine, what runs on it, and what it takes on the disk.')
    .input(z.object({}))
    .output(
      z.object({
        engine: engineStatus,
        containers: z.array(
          z.object({
            id: z.string(),
            role: z.string(),
            name: z.string().nullable(),
            sessionId: sessionId.nullable(),
            status: z.string(),
            image: z.string(),
          }),
        ),
        disk: z
          .object({
            imagesBytes: z.number(),
            imageCount: z.number(),
            containersBytes: z.number(),
            containerCount: z.number(),
            volumesBytes: z.number(),
            volumeCount: z.number(),
            reclaimableBytes: z.number(),
            limitBytes: z.number(),
          })
          .nullable(),
      }),
    ),
}
