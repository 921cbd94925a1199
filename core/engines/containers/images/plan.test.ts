import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Fault } from '../../../contract/faults.ts'
import { planTool } from './plan.ts'
import { toolFolder } from './testing.ts'

type Given = Parameters<typeof toolFolder>[0]
/** The instructions alone, without what every image has alike. */
const instructions = (given: Given) => planTool(toolFolder(given)).steps.map(({ text }) => text)
const refusal = (given: Given): string => {
  try {
    planTool(toolFolder(given))
  } catch (error) {
    expect(error).toBeInstanceOf(Fault)
    expect((error as Fault).code).toBe('BUILD_FAILED')
    return (error as Fault).message
  }
  throw new Error('it was not refused')
}

const label = 'LABEL dev.cortex.app="cortex" dev.cortex.role="image"'
const pip =
  'RUN ["env", "PIP_BREAK_SYSTEM_PACKAGES=1", "python3", "-m", "pip", "install", "--no-cache-dir", "--no-input", "--progress-bar=off", "--disable-pip-version-check", "--root-user-action=ignore"'
const npm =
  'RUN ["/bin/sh", "-ec", "npm \\"$@\\" --omit=dev --no-audit --no-fund --no-update-notifier --no-progress --logs-max=0 --cache=/tmp/npm && rm -rf /tmp/npm", "sh"'
const apt =
  'RUN ["/bin/sh", "-ec", "apt-get update -qq -o APT::Update::Error-Mode=any && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -- \\"$@\\" && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*", "sh"'

describe('Python', () => {
  test('base, OS packages, pip packages, user and entry point, and the code last', () => {
    expect(instructions({ build: { dependencies: ['humanize==4.9.0', 'six'], packages: ['jq', 'git=1:2.39'] } })).toEqual([
      'FROM python:3.13-slim',
      label,
      `${apt}, "jq", "git=1:2.39"]`,
      'WORKDIR /tool',
      `${pip}, "humanize==4.9.0", "six"]`,
      'ENV HOME="/tmp" PYTHONDONTWRITEBYTECODE="1" PYTHONUNBUFFERED="1"',
      'USER 10001:10001',
      'HEALTHCHECK NONE',
      'ENTRYPOINT ["python3", "/tool/main.py"]',
      'COPY [".", "/tool/"]',
    ])
  })

  test('a requirements file goes in before the code, with all that it includes', () => {
    const files = { 'deps/all.txt': '-r base.txt\nsix\n', 'deps/base.txt': '-c ../pins.txt\nhumanize\n', 'pins.txt': 'six==1.16.0' }
    const steps = instructions({ build: { requirements: './deps/all.txt' }, files })
    expect(steps.filter((text) => /^COPY|pip/.test(text))).toEqual([
      'COPY ["deps/all.txt", "deps/base.txt", "/tool/deps/"]',
      'COPY ["pins.txt", "/tool/"]',
      `${pip}, "-r", "/tool/deps/all.txt"]`,
      'COPY [".", "/tool/"]',
    ])
  })

  test('the engine alone takes requirements.txt, else pyproject.toml; without it nothing is installed, and a note says so', () => {
    const pyproject = { 'pyproject.toml': '[project]\ndependencies = ["six==1.16.0"]\n' }
    expect(instructions({ build: { engine: 'pip' }, files: pyproject })).toContain(`${pip}, "six==1.16.0"]`)
    expect(instructions({ build: { engine: 'pip' }, files: { ...pyproject, 'requirements.txt': 'six' } })).toContain(
      `${pip}, "-r", "/tool/requirements.txt"]`,
    )
    const silent = planTool(toolFolder({ files: { 'requirements.txt': 'six' } }))
    expect(silent.dockerfile).not.toContain('pip')
    expect(silent.notes.join()).toContain('requirements.txt')
  })
})

describe('Node', () => {
  test('a list of packages is installed beside the code', () => {
    expect(instructions({ type: 'node', build: { dependencies: ['left-pad@1.3.0'] } })).toEqual([
      'FROM node:24-slim',
      label,
      'WORKDIR /tool',
      `${npm}, "install", "--no-save", "--no-package-lock", "left-pad@1.3.0"]`,
      'ENV HOME="/tmp" NODE_ENV="production"',
      'USER 10001:10001',
      'HEALTHCHECK NONE',
      'ENTRYPOINT ["node", "/tool/main.mjs"]',
      'COPY [".", "/tool/"]',
    ])
  })

  test('with a lock file exactly what it says is installed, without one what package.json says', () => {
    const files = { 'package.json': '{"dependencies":{"left-pad":"1"}}' }
    const build = { engine: 'npm' as const }
    const locked = instructions({ type: 'node', build, files: { ...files, 'package-lock.json': '{}' } })
    expect(locked).toContain('COPY ["package-lock.json", "package.json", "/tool/"]')
    expect(locked).toContain(`${npm}, "ci"]`)
    expect(instructions({ type: 'node', build, files })).toContain(`${npm}, "install", "--no-package-lock"]`)
    expect(planTool(toolFolder({ type: 'node', files })).notes.join()).toContain('engine: npm')
  })
})

describe('Go', () => {
  const main = 'package main\nimport (\n\t"fmt"\n\t"github.com/google/uuid"\n)\n'

  test('modules, then what is imported, then the code, then one file on a small base', () => {
    const build = { dependencies: ['github.com/google/uuid@v1.6.0'] }
    expect(instructions({ type: 'go', build, files: { 'main.go': main } })).toEqual([
      'FROM golang:1.25 AS compiled',
      label,
      'ENV CGO_ENABLED="0" GOTOOLCHAIN="local" GOFLAGS="-trimpath -buildvcs=false -mod=mod"',
      'WORKDIR /src',
      'RUN ["go", "mod", "init", "tool"]',
      'RUN ["go", "get", "--", "github.com/google/uuid@v1.6.0"]',
      'RUN ["/bin/sh", "-ec", "go build \\"$@\\" || true", "sh", "fmt", "github.com/google/uuid"]',
      'LABEL dev.cortex.app="cortex" dev.cortex.name="sample"',
      'COPY [".", "/src/"]',
      'RUN ["go", "build", "-ldflags=-s -w", "-o", "/out/tool", "."]',
      'FROM debian:12-slim',
      label,
      'WORKDIR /tool',
      'ENV HOME="/tmp"',
      'USER 10001:10001',
      'HEALTHCHECK NONE',
      'ENTRYPOINT ["/usr/local/bin/tool"]',
      'COPY --from=compiled ["/out/tool", "/usr/local/bin/tool"]',
      'COPY [".", "/tool/"]',
    ])
  })

  test('go.mod and go.sum of every module in the folder go in before the code', () => {
    const files = {
      'cmd/main.go': main,
      'go.mod': 'module example.com/a\nrequire x v1\n',
      'go.sum': '',
      'lib/go.mod': 'module lib',
      'lib/lib.go': '',
    }
    const steps = instructions({ type: 'go', script: './cmd/main.go', build: { engine: 'go' }, files })
    expect(steps.slice(3, 9)).toEqual([
      'WORKDIR /src',
      'COPY ["go.mod", "go.sum", "/src/"]',
      'COPY ["lib/go.mod", "/src/lib/"]',
      'RUN ["go", "mod", "download"]',
      'RUN ["/bin/sh", "-ec", "go build \\"$@\\" || true", "sh", "fmt", "github.com/google/uuid"]',
      'LABEL dev.cortex.app="cortex" dev.cortex.name="sample"',
    ])
    expect(steps).toContain('RUN ["go", "build", "-ldflags=-s -w", "-o", "/out/tool", "./cmd"]')
  })

  test('modules are fetched only when the manifest asks for them', () => {
    expect(refusal({ type: 'go', files: { 'go.mod': 'module a\nrequire x v1\n' } })).toContain('build: { engine: go }')
    expect(instructions({ type: 'go' })).toContain('ENV CGO_ENABLED="0" GOTOOLCHAIN="local" GOFLAGS="-trimpath -buildvcs=false" GOPROXY="off"')
  })
})

test('Bash has its packages and its script', () => {
  expect(instructions({ type: 'bash', build: { packages: ['jq'] } })).toEqual([
    'FROM debian:12-slim',
    label,
    `${apt}, "jq"]`,
    'WORKDIR /tool',
    'ENV HOME="/tmp"',
    'USER 10001:10001',
    'HEALTHCHECK NONE',
    'ENTRYPOINT ["bash", "/tool/main.sh"]',
    'COPY [".", "/tool/"]',
  ])
})

test('settings choose bases and registries; the Dockerfile says so to the person', () => {
  const settings = {
    baseImages: { python: 'registry.example.com:5000/team/python:3', bash: 'cortex-base/debian:12' },
    registries: { pip: 'https://pypi.example.com/simple' },
  }
  const plan = planTool(toolFolder({ build: { dependencies: ['six'] }, settings }))
  expect(plan.bases).toEqual([{ ref: 'registry.example.com:5000/team/python:3', setting: 'containers.baseImages.python' }])
  expect(plan.dockerfile).toContain('"--index-url=https://pypi.example.com/simple", "six"]')
  expect(plan.layers.map(({ title, origin }) => `${title}: ${origin}`)).toEqual([
    'Base image: settings containers.baseImages.python',
    'Folder: cortex',
    'Python packages: build.dependencies',
    'User and entry point: implementation.script',
    'Code: implementation.script',
  ])
  for (const { line, text } of plan.steps) expect(plan.dockerfile.split('\n')[line - 1]).toBe(text)
})

test('authorities go into an early layer of every stage, and every program is shown them', () => {
  const steps = instructions({ type: 'go', build: { packages: ['jq'] }, hasCertificates: true })
  expect(steps.filter((text) => text.startsWith('COPY [".cortex'))).toEqual(
    Array(2).fill('COPY [".cortex/certificates.pem", "/etc/cortex/certificates.pem"]'),
  )
  const environment = steps.find((text) => text.startsWith('ENV SSL_CERT_FILE')) ?? ''
  for (const name of ['PIP_CERT', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'])
    expect(environment).toContain(`${name}="/etc/cortex/certificates.pem"`)
})

test('marks say whose it is, last and in one step, and are no part of what it is made of', () => {
  const folder = toolFolder({})
  const plan = planTool({ ...folder, marks: { 'dev.cortex.owner': 'me', 'dev.cortex.digest': 'd1' } })
  expect(plan.steps.at(-1)?.text).toBe('LABEL dev.cortex.owner="me" dev.cortex.digest="d1"')
  expect(plan.recipe).toBe(planTool(folder).dockerfile)
})

test('a health check calls the tool as the manifest says', () => {
  const steps = instructions({ type: 'bash', manifest: { health_check: { args: { url: 'http://x/"$HOME' } } } })
  expect(steps).toContain(
    `HEALTHCHECK --interval=1h --timeout=1m --retries=1 CMD ["/bin/sh", "-c", "printf %s \\"$0\\" | \\"$@\\"", ${JSON.stringify('{"url":"http://x/\\"$HOME"}')}, "bash", "/tool/main.sh"]`,
  )
})

test('a Dockerfile of the folder is used as it is', () => {
  const dockerfile = `ARG BASE_NODE\nFROM \${BASE_NODE} AS a\nFROM a\nCOPY --from=busybox:1 /x /x\n`
  const plan = planTool(
    toolFolder({
      type: 'node',
      build: { dockerfile: './docker/Dockerfile' },
      files: { 'docker/Dockerfile': dockerfile },
      settings: { baseImages: { node: 'n:1' } },
    }),
  )
  expect(plan).toMatchObject({
    dockerfile,
    dockerfilePath: 'docker/Dockerfile',
    isHandWritten: true,
    bases: [{ ref: 'n:1', setting: 'containers.baseImages.node' }],
    buildArgs: { BASE_NODE: 'n:1' },
    user: null,
    entrypoint: null,
  })
  expect(refusal({ build: { dockerfile: '../Dockerfile' } })).toContain('no Dockerfile inside its folder')
})

test('a name that breaks its line breaks no comment', () => {
  const given = toolFolder({ type: 'go', script: './a\nRUN id\n/main.go' })
  const plan = planTool({ ...given, manifestFile: { name: 'tool\nUSER root\r.yml', text: '' } })
  const lines = plan.dockerfile.split(/[\r\n]+/).filter((line) => line !== '' && !line.startsWith('#'))
  expect(lines).toEqual(plan.steps.map(({ text }) => text))
  expect(lines.join('\n')).not.toMatch(/^(?:RUN id|USER root)/m)
})

describe('refused, with the line of the manifest', () => {
  const manifestText =
    'kind: Tool\nname: sample\nimplementation: { type: python, script: ./main.py }\nbuild:\n  engine: pip\n  dependencies:\n    - six\n    - "x; rm -rf /"\n'
  test('what is no package', () => {
    expect(refusal({ build: { dependencies: ['six', 'x; rm -rf /'] }, manifestText })).toBe(
      'The image of sample could not be built. tool.yml line 8 (build.dependencies): "x; rm -rf /" does not name a package. Write a package as name, name==1.2.3 or name>=1,<2.',
    )
    expect(refusal({ build: { dependencies: ['--index-url=https://evil'] } })).toContain('does not name a package')
    expect(refusal({ type: 'bash', build: { packages: ['jq; id'] } })).toContain('build.packages')
    expect(refusal({ build: { requirements: 'r.txt' }, files: { 'r.txt': 'six\n--index-url https://evil\n' } })).toContain('r.txt line 2')
    expect(refusal({ build: { requirements: '../r.txt' } })).toContain('../r.txt')
  })
  test('an installer that does not fit, and a script that is not there', () => {
    expect(refusal({ build: { engine: 'npm' }, manifestText: 'build:\n  engine: npm\n' })).toContain('tool.yml line 2 asks for npm')
    expect(refusal({ type: 'bash', build: { dependencies: ['six'] } })).toContain('build.packages')
    expect(refusal({ build: { engine: 'none', dependencies: ['six'] } })).toContain('build.engine is none')
    expect(refusal({ manifest: { implementation: { type: 'python', script: '../main.py' } } })).toContain('../main.py')
  })
  test('settings that would leave a password in the image, or another instruction in the Dockerfile', () => {
    const build = { dependencies: ['six'] }
    for (const pip of ['https://user:hunter2@pypi.example.com/simple', 'https://token@pypi.example.com/', 'https://pypi.example.com/?key=hunter2']) {
      const text = refusal({ build, settings: { registries: { pip } } })
      expect(text).toContain('containers.registries.pip')
      expect(text).not.toContain('hunter2')
    }
    expect(refusal({ type: 'go', build: { engine: 'go' }, settings: { registries: { go: 'https://proxy.golang.org,https://a:b@c/' } } })).toContain(
      'registries.go',
    )
    expect(refusal({ settings: { baseImages: { python: 'python:3\nRUN id' } } })).toContain('containers.baseImages.python')
  })
})

describe('for all folders', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 40 })
  const hostile = fc.oneof(
    anyText,
    fc.constantFrom('six', 'x; rm -rf /', '$(id)', '`id`', 'a\nRUN id', '--index-url=x', '"]\nRUN ["id', '\\\nUSER root'),
  )
  const folder = fc.record({
    type: fc.constantFrom('python' as const, 'node' as const, 'go' as const, 'bash' as const),
    build: fc.record({ dependencies: fc.array(hostile, { maxLength: 3 }), packages: fc.array(hostile, { maxLength: 2 }) }, { requiredKeys: [] }),
    files: fc.dictionary(fc.oneof(anyText, fc.constantFrom('package.json', 'go.mod', 'requirements.txt', 'x.go')), anyText, { maxKeys: 4 }),
    hasCertificates: fc.boolean(),
  })
  const planned = (given: Given) => {
    try {
      return planTool(toolFolder(given))
    } catch (error) {
      if (error instanceof Fault) return error.message
      throw error
    }
  }

  test('the same folder gives the same plan, and no input becomes an instruction', () => {
    fc.assert(
      fc.property(folder, (given) => {
        const plan = planned(given)
        expect(planned(structuredClone(given))).toEqual(plan)
        if (typeof plan === 'string') return
        // What an engine reads: lines that are neither comment nor blank are exactly the instructions.
        const lines = plan.dockerfile.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
        expect(lines).toEqual(plan.steps.map(({ text }) => text))
        for (const line of lines) expect(line).toMatch(/^(?:FROM|LABEL|COPY|ENV|WORKDIR|USER|HEALTHCHECK|ENTRYPOINT) |^RUN \[.*\]$/)
        for (const line of lines.filter((one) => one.startsWith('RUN '))) expect(JSON.parse(line.slice(4))).toBeInstanceOf(Array)
        expect(lines.filter((line) => line.startsWith('USER'))).toEqual(['USER 10001:10001'])
      }),
      { numRuns: 500 },
    )
  })

  test('nothing secret of the settings is in a plan', () => {
    const secret = fc.stringMatching(/^[a-z0-9]{12}$/).map((text) => `secret${text}`)
    fc.assert(
      fc.property(folder, secret, (given, password) => {
        const proxy = { http: `http://user:${password}@proxy.example.com:3128`, https: `http://user:${password}@proxy.example.com:3128` }
        const registries = { npm: `https://user:${password}@npm.example.com/` }
        const plan = planned({ ...given, settings: { proxy, registries, host: `tcp://${password}` } })
        expect(JSON.stringify(plan)).not.toContain(password)
      }),
    )
  })
})
