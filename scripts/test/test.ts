import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { buildChanged } from '../build/build.ts'
import { lastLine, type Outcome, total } from './outcome.ts'
import { runPlaywright } from './playwright-suite.ts'
import { findRealParts, type RealParts } from './real-parts.ts'
import { runVitest } from './vitest-suite.ts'

const root = dirname(dirname(import.meta.dirname))
const suites = ['unit', 'integration', 'docker', 'e2e'] as const
type SuiteName = (typeof suites)[number]

const [first, ...rest] = process.argv.slice(2)
const isPart = suites.includes(first as SuiteName)
const chosen: readonly SuiteName[] = isPart ? [first as SuiteName] : suites
const filters = isPart ? rest : process.argv.slice(2)

const parts = await findRealParts(root, { chromium: chosen.includes('e2e'), engine: chosen.includes('docker') || chosen.includes('e2e') })
// Each journey starts a workstation of its own: what Node compiled for one is there for the next.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'), ...process.env, ...parts.env }
const outcomes: Outcome[] = []
for (const suite of chosen) {
  console.log(`\n== ${suite} ==`)
  outcomes.push(await runSuite(suite, parts))
}
report(outcomes, parts)

async function runSuite(suite: SuiteName, { chromium, whyNoEngine }: RealParts): Promise<Outcome> {
  if (suite === 'docker' && whyNoEngine !== null) {
    return { suite, passed: 0, failed: [], skipped: [{ name: suite, reason: `needs a container engine: ${whyNoEngine}` }] }
  }
  if (suite !== 'e2e') return runVitest(root, suite, filters, env)
  if (!chromium) return { suite, passed: 0, failed: [], skipped: [{ name: suite, reason: 'needs Chromium, which is not here' }] }
  try {
    await buildChanged(root, ['renderer', 'app'])
  } catch (error) {
    return { suite, passed: 0, failed: [{ name: 'build', message: (error as Error).message }], skipped: [] }
  }
  return runPlaywright(root, filters, env)
}

/** Enough of a message to see what was expected and what there was, also where only the end of the output is kept. */
function excerpt(message: string): string[] {
  return stripVTControlCharacters(message)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 12)
    .map((line) => line.slice(0, 240))
}

function report(outcomes: Outcome[], { parts }: RealParts) {
  console.log('\nReal parts')
  for (const { title, isThere, detail } of parts) console.log(`  ${isThere ? 'yes' : 'no '}  ${title.padEnd(18)} ${detail}`)
  for (const { suite, passed, failed, skipped, unsteady = [] } of outcomes) {
    console.log(`\n${suite}: ${passed} passed, ${failed.length} failed, ${skipped.length} skipped`)
    for (const { name, message } of failed) console.log(`  failed   ${name}\n           ${excerpt(message).join('\n           ')}`)
    for (const { name, message } of unsteady) console.log(`  at the second try  ${name}\n           ${excerpt(message).join('\n           ')}`)
    for (const { name, reason } of skipped) console.log(`  skipped  ${name}: ${reason}`)
  }
  const sum = total(outcomes, process.env.CI === 'true')
  for (const missing of sum.missing) console.log(`\nCI needs every real part. Not run: ${missing}`)
  if (sum.passed + sum.failed === 0) console.log('\nNo test ran at all.')
  console.log(`\n${lastLine(sum)}`)
  process.exitCode = sum.exitCode
}
