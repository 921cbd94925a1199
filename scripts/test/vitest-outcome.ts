import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'
import type { Outcome } from './outcome.ts'

/** A vitest reporter that writes what each suite did, with the reasons given to `skip()`, to the file named in CORTEX_OUTCOME. */
export default class OutcomeReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly { message?: unknown }[]) {
    const outcome: Omit<Outcome, 'suite'> = { passed: 0, failed: [], skipped: [] }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const result = test.result()
        const name = `${module.relativeModuleId} > ${test.fullName}`
        if (result.state === 'passed') outcome.passed += 1
        else if (result.state === 'failed') outcome.failed.push({ name, message: String(result.errors[0]?.message ?? '') })
        else outcome.skipped.push({ name, reason: ('note' in result && result.note) || 'no reason given' })
      }
      for (const error of module.errors()) outcome.failed.push({ name: module.relativeModuleId, message: String(error.message) })
      for (const suite of module.children.allSuites()) {
        for (const error of suite.errors())
          outcome.failed.push({ name: `${module.relativeModuleId} > ${suite.fullName}`, message: String(error.message) })
      }
    }
    for (const error of unhandledErrors) outcome.failed.push({ name: 'unhandled error', message: String(error.message) })
    const file = process.env.CORTEX_OUTCOME
    if (file) writeFileSync(file, JSON.stringify(outcome))
  }
}
