import { afterAll, beforeAll, describe } from 'vitest'
import type { Sandbox } from '../../../engines/sandboxes/port.ts'
import { sandboxTestSuite } from '../../../engines/sandboxes/sandbox.testsuite.ts'
import { createTestContainers, type TestContainers } from './testing.ts'

let containers: TestContainers
beforeAll(async () => {
  containers = await createTestContainers()
})
afterAll(() => containers.close())

describe('container', () => {
  const later: Sandbox = {
    tier: 'container',
    supports: (...given) => containers.withImages.supports(...given),
    run: (...given) => containers.withImages.run(...given),
    close: async () => {},
  }
  // Those of the test's base images, and those that shells and engines add.
  const environment = [
    'HOSTNAME',
    'PWD',
    'SSL_CERT_FILE',
    'PIP_CERT',
    'NODE_EXTRA_CA_CERTS',
    'NODE_VERSION',
    'YARN_VERSION',
    'PYTHON_VERSION',
    'GPG_KEY',
  ]
  for (const language of ['python', 'node'] as const) {
    sandboxTestSuite(() => later, language, {
      confines: true,
      cutsNetwork: true,
      hasOwnRoot: true,
      environment,
      serve: (action) => containers.serve(action),
    })
  }
})
