import { afterAll, beforeAll, expect, it } from 'vitest'
import { runScript } from '../../../engines/sandboxes/sandbox.testsuite.ts'
import { createTestContainers, type TestContainers } from './testing.ts'
let t: TestContainers
beforeAll(async () => { t = await createTestContainers({ warmLimit: 2 }) })
afterAll(() => t.close())
it('runs', async () => {
  const src = `import json, sys, os
p = json.load(sys.stdin)
print("hello", file=sys.stderr)
print(json.dumps({"p": p, "uid": os.getuid(), "cwd": os.getcwd(), "env": dict(os.environ), "ls": os.listdir("/run")}))`
  for (let i = 0; i < 3; i++) {
    const started = performance.now()
    console.log(JSON.stringify(await runScript(t.withImages, 'python', src, { parameters: { a: 1 }, state: { json: '{"a":1}', mode: 'rw' }, secrets: { API_KEY: 'x' } })), performance.now() - started)
    await t.sandbox.settle()
  }
  for (let i = 0; i < 3; i++) {
    const started = performance.now()
    console.log(JSON.stringify(await runScript(t.withImages, 'python', `import urllib.request
print(urllib.request.urlopen("http://127.0.0.1:1/").read())`, { network: i ? ['*', '127.0.0.1:1']: ['*'] })), performance.now() - started)
    await t.sandbox.settle()
  }
}, 60000)
