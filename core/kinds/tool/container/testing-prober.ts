import type { SandboxRequest } from '../../../engines/sandboxes/port.ts'
import { outputOf, testLimits } from '../../../engines/sandboxes/sandbox.testsuite.ts'
import { setuidLine } from './probes/file-probes.ts'
import { type Probed, prober } from './probes/probe.ts'
import { buildImage, type TestContainers, testBases } from './testing.ts'

/** A tool that tries whatever it is told to, in its own image. */
export async function createProber({ engine, sandbox, whose: { owner } }: TestContainers) {
  const dockerfile = [
    `FROM ${testBases.python}`,
    setuidLine,
    'USER 10001:10001',
    'WORKDIR /tool',
    'ENTRYPOINT ["python3", "/tool/main.py"]',
    'COPY . /tool/',
  ]
  const files = { Dockerfile: dockerfile.join('\n'), 'main.py': prober }
  const image = await buildImage(engine, { tag: `cortex-test/${owner}:probe`, owner, files })
  const run = (
    code: string,
    args: Record<string, unknown> = {},
    changes: Partial<SandboxRequest> = {},
    how: { onLog?: (line: string) => void; signal?: AbortSignal } = {},
  ) =>
    sandbox.run(
      {
        toolName: 'probe',
        language: 'python',
        image,
        folder: '/probe',
        script: '/probe/main.py',
        parameters: { code, args },
        mounts: [],
        network: [],
        secrets: {},
        state: null,
        limits: testLimits,
        ...changes,
      },
      { signal: how.signal ?? AbortSignal.timeout(120_000), onLog: how.onLog ?? (() => {}) },
    )
  return {
    image,
    run,
    probe: async (...given: Parameters<typeof run>): Promise<Probed> => outputOf<Probed>(await run(...given)),
  }
}
export type Prober = Awaited<ReturnType<typeof createProber>>
