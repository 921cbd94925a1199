import { expect, test } from 'vitest'
import { createStepLog, explainFailure } from './explain-failure.ts'
import { planTool } from './plan.ts'
import { toolFolder } from './testing.ts'

/** What real builders wrote, in full where it is short. */
const pip = `ERROR: Could not find a version that satisfies the requirement humanizee==1 (from versions: none)
ERROR: No matching distribution found for humanizee==1`
const wheel = `  Building wheel for ujson (pyproject.toml): finished with status 'error'
\u001b[91m  error: subprocess-exited-with-error

  × Building wheel for ujson (pyproject.toml) did not run successfully.
  │ exit code: 1
  ╰─> [19 lines of output]
      building 'ujson' extension
      error: [Errno 2] No such file or directory: 'x86_64-linux-gnu-g++'
      [end of output]

  note: This error originates from a subprocess, and is likely not a problem with pip.
\u001b[0m\u001b[91m  ERROR: Failed building wheel for ujson
\u001b[0mFailed to build ujson
\u001b[91mERROR: Could not build wheels for ujson, which is required to install pyproject.toml-based projects`
const npm = `npm error code E404
npm error 404 Not Found - GET https://registry.npmjs.org/left-padd-nope
npm error 404
npm error 404  The requested resource 'left-padd-nope@1' could not be found or you do not have permission to access it.
npm error 404
npm error 404 Note that you can also install from a
npm error 404 tarball, folder, http url, or git url.
npm error Log files were not written due to the config logs-max=0`
const lock = `npm error code EUSAGE
npm error
npm error \`npm ci\` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with \`npm install\` before continuing.
npm error
npm error Missing: lodash@4.17.21 from lock file
npm error
npm error Clean install a project
npm error
npm error Usage:
npm error npm ci`
const go = `go: github.com/google/uuidd@v1.6.0: reading https://proxy.golang.org/github.com/google/uuidd/@v/v1.6.0.info: 403 Forbidden
\tserver response: This module version is not available.`
const code = `go: downloading github.com/google/uuid v1.6.0
# tool
./main.go:9:14: undefined: undefinedThing`
const unasked = `main.go:5:2: no required module provides package github.com/google/uuid; to add it:
\tgo get github.com/google/uuid`
const apt = `debconf: delaying package configuration, since apt-utils is not installed
E: Unable to locate package jqq`

const explain = (output: string, build = {}, type: 'python' | 'node' | 'go' | 'bash' = 'python') => {
  const plan = planTool(toolFolder({ type, build }))
  const step = plan.steps.findIndex(({ origin }) => origin?.startsWith('build.')) + 1
  const log = createStepLog()
  log.push('Step 1/9 : FROM x')
  log.push('ERROR: of an earlier step')
  log.push(`Step ${step}/9 : RUN …`)
  log.push(' ---> Running in ada66b397af2')
  for (const line of output.split('\n')) log.push(line)
  const failed = { step: null, message: "The command '…' returned a non-zero code: 1" }
  return explainFailure({ plan, manifestFile: 'tool.yml', failed, log })
}

test('pip: the package, the line of the Dockerfile and the key of the manifest', () => {
  const why = explain(pip, { dependencies: ['humanizee==1'] })
  expect(why.cause).toBe('No matching distribution found for humanizee==1.')
  expect(why.detail).toMatch(
    /^No matching distribution found for humanizee==1\. It failed at line 12 of the Dockerfile, made from build\.dependencies in tool\.yml: RUN \["env", .*"humanizee==1"\]$/,
  )
  expect(why).toMatchObject({ line: 12, origin: 'build.dependencies' })
})

test('pip, building from source: what the compiler said', () => {
  expect(explain(wheel, { dependencies: ['ujson'] }).cause).toBe(
    "error: [Errno 2] No such file or directory: 'x86_64-linux-gnu-g++' Failed building wheel for ujson Could not build wheels for ujson, which is required to install pyproject.toml-based projects.",
  )
})

test('npm: what is missing, without codes, logs and usage', () => {
  expect(explain(npm, { dependencies: ['left-padd-nope@1'] }, 'node').cause).toBe(
    "Not Found - GET https://registry.npmjs.org/left-padd-nope The requested resource 'left-padd-nope@1' could not be found or you do not have permission to access it.",
  )
  expect(explain(lock, { dependencies: ['lodash'] }, 'node').cause).toBe(
    '`npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing. Missing: lodash@4.17.21 from lock file.',
  )
})

test('go: the module, the line of the code, the package that nothing provides', () => {
  const build = { dependencies: ['github.com/google/uuidd@v1.6.0'] }
  expect(explain(go, build, 'go').cause).toBe(
    'go: github.com/google/uuidd@v1.6.0: reading https://proxy.golang.org/github.com/google/uuidd/@v/v1.6.0.info: 403 Forbidden server response: This module version is not available.',
  )
  expect(explain(code, build, 'go').cause).toBe('./main.go:9:14: undefined: undefinedThing.')
  expect(explain(unasked, build, 'go').cause).toContain('no required module provides package github.com/google/uuid')
})

test('apt: the package', () => {
  const why = explain(apt, { packages: ['jqq'] }, 'bash')
  expect(why).toMatchObject({ cause: 'Unable to locate package jqq.', origin: 'build.packages' })
})

test('anything else: its last lines, or the words of the engine', () => {
  expect(explain('one\ntwo\n\nthree\nfour').cause).toBe('two three four.')
  const plan = planTool(toolFolder({}))
  const failed = { step: 'COPY [".", "/tool/"]', message: 'no space left on device' }
  const why = explainFailure({ plan, manifestFile: 'tool.yml', failed, log: createStepLog() })
  expect(why.detail).toBe(
    'no space left on device. It failed at line 18 of the Dockerfile, made from implementation.script in tool.yml: COPY [".", "/tool/"]',
  )
})
