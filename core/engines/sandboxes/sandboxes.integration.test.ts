import { describe } from 'vitest'
import { findWalls } from './os-walls.ts'
import { createProcessSandbox } from './process-sandbox.ts'
import { sandboxTestSuite } from './sandbox.testsuite.ts'
import { createWasmSandbox } from './wasm-sandbox.ts'

const { canCutNetwork } = await findWalls()
const { isSupported: hasPython } = await createProcessSandbox().supports('python', { dependencies: false })

describe('wasm', () => {
  sandboxTestSuite(() => createWasmSandbox(), 'node', { confines: true, cutsNetwork: true })
  sandboxTestSuite(() => createWasmSandbox(), 'python', { confines: true, cutsNetwork: true })
})
describe('process', () => {
  sandboxTestSuite(() => createProcessSandbox(), 'node', { confines: false, cutsNetwork: canCutNetwork })
  if (hasPython) sandboxTestSuite(() => createProcessSandbox(), 'python', { confines: false, cutsNetwork: canCutNetwork })
})
