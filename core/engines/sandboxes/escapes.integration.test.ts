import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outputOf, runScript, withServer } from './sandbox.testsuite.ts'
import { createWasmSandbox } from './wasm-sandbox.ts'

// Each probe tries to get out and reports what it got; a control beside it does the permitted thing by the same means, so that a
// probe that fails for another reason (a typing error, a missing module) does not count as held.
const sandbox = createWasmSandbox()
const outside = mkdtempSync(join(tmpdir(), 'cortex-host-'))
const hostFile = join(outside, 'secret.txt')

beforeAll(() => {
  writeFileSync(hostFile, 'the host')
  process.env.CORTEX_PROBE_SECRET = 'the host'
})
afterAll(async () => {
  Reflect.deleteProperty(process.env, 'CORTEX_PROBE_SECRET')
  await sandbox.close()
  rmSync(outside, { recursive: true, force: true })
})

type Probes = Record<string, { probe: string; held: unknown; control: string; works: unknown }>
const held = 'held'

describe('JavaScript in QuickJS', () => {
  const probes: Probes = {
    'reading a host file': {
      probe: `fs.readFileSync(host, 'utf8')`,
      held,
      control: `(fs.writeFileSync('/tmp/x', 'mine'), fs.readFileSync('/tmp/x', 'utf8'))`,
      works: 'mine',
    },
    'reading a host file through a file: URL': {
      probe: `fs.readFileSync(new URL('file://' + host), 'utf8')`,
      held,
      control: `fs.existsSync(new URL('file:///tool/main.js'))`,
      works: true,
    },
    'requiring a host file': { probe: `require('/etc/hosts.json')`, held, control: `require('./main.js') !== undefined`, works: true },
    'climbing out with ..': { probe: `fs.readdirSync('/tool/../../')`, held, control: `fs.readdirSync('/tool/../tool')`, works: ['main.js'] },
    'a NUL byte in a path': {
      probe: `fs.readFileSync('/tool/main.js\\0/../../etc/passwd')`,
      held,
      control: `fs.readFileSync('/tool/main.js').length > 0`,
      works: true,
    },
    'the environment of the host': { probe: `process.env.CORTEX_PROBE_SECRET ?? block()`, held, control: `process.env.HOME`, works: '/work' },
    'starting a process': { probe: `require('child_process').execSync('id')`, held, control: `require('path').join('a', 'b')`, works: 'a/b' },
    'a worker thread': { probe: `new (require('worker_threads').Worker)('1', { eval: true })`, held, control: `require('os').EOL`, works: '\n' },
    'process.binding': { probe: `process.binding('fs')`, held, control: `process.cwd()`, works: '/work' },
    'process.getBuiltinModule': { probe: `process.getBuiltinModule('child_process')`, held, control: `typeof process.exit`, works: 'function' },
    'the constructor of a host function': {
      probe: `console.log.constructor('return process.binding')()('fs')`,
      held,
      control: `console.log.constructor('return 1 + 1')()`,
      works: 2,
    },
    'the constructor of a host error': {
      probe: `(() => { try { fs.readFileSync('/nope') } catch (e) { return e.constructor.constructor('return process')().mainModule.require('fs').readFileSync(host) } })()`,
      held,
      control: `(() => { try { fs.readFileSync('/nope') } catch (e) { return e.code } })()`,
      works: 'EACCES',
    },
    'the global object of eval': { probe: `(0, eval)('this').process.mainModule.require('fs')`, held, control: `(0, eval)('1 + 1')`, works: 2 },
    'the door to the host': { probe: `globalThis.__host('files.read', host)`, held, control: `typeof globalThis.process`, works: 'object' },
    "the sandbox's own modules": { probe: `require('cortex:host.js')`, held, control: `typeof require('node:fs').readFileSync`, works: 'function' },
    'the WebAssembly it runs in': { probe: `new WebAssembly.Memory({ initial: 1 })`, held, control: `new Uint8Array(4).length`, works: 4 },
    'a call that does not exist, by a prototype name': {
      probe: `Intl.DateTimeFormat.prototype.constructor.supportedLocalesOf.call.call(globalThis.__host, null, '__proto__')`,
      held,
      control: `Intl.DateTimeFormat.supportedLocalesOf(['en'])`,
      works: ['en'],
    },
  }
  it.each(Object.entries(probes))('holds against %s', async (_, { probe, held: expected, control, works }) => {
    const attempt = async (code: string) => {
      const source = `const fs = require('fs'); const { host } = JSON.parse(fs.readFileSync(0, 'utf8')); const block = () => { throw new Error('nothing') };
let got; try { got = ${code} } catch (error) { got = 'held' }
console.log(JSON.stringify({ got: got === undefined ? 'held' : got }))`
      return outputOf<{ got: unknown }>((await runScript(sandbox, 'node', source, { parameters: { host: hostFile } })).outcome).got
    }
    expect(await attempt(control)).toEqual(works)
    expect(await attempt(probe)).toEqual(expected)
  })

  it('holds against connections to this machine by other spellings of its address', async () => {
    await withServer(async (port, hits) => {
      const get = (url: string, network: string[]) =>
        runScript(
          sandbox,
          'node',
          `fetch(${JSON.stringify(url)}).then((r) => console.log('{"reached":true}'), (e) => console.log('{"reached":false}'))`,
          { network },
        )
      const reached = async (url: string, network: string[]) => outputOf<{ reached: boolean }>((await get(url, network)).outcome).reached
      expect(await reached(`http://127.0.0.1:${port}/`, [`127.0.0.1:${port}`])).toBe(true)
      for (const host of ['localhost', '127.1', '0', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]', '127.0.0.2']) {
        expect(await reached(`http://${host}:${port}/`, [`*:${port}`]), host).toBe(false)
      }
      expect(hits()).toBe(1)
    })
  })

  it('carries nothing from one run to the next', async () => {
    const pollute = `Object.prototype.leaked = 'x'; globalThis.leaked = 'x'; Array.prototype.toSorted = null; JSON.stringify.leaked = 1; require('fs').writeFileSync('/tmp/leaked', 'x'); console.log('{}')`
    const look = `console.log(JSON.stringify([({}).leaked ?? null, typeof Array.prototype.toSorted, require('fs').existsSync('/tmp/leaked')]))`
    expect((await runScript(sandbox, 'node', `Object.prototype.leaked = 'x'; ${look}`)).outcome).toMatchObject({ output: ['x', 'function', false] })
    expect((await runScript(sandbox, 'node', pollute)).outcome.status).toBe('done')
    expect((await runScript(sandbox, 'node', look)).outcome).toMatchObject({ output: [null, 'function', false] })
  })
})

describe('Python in Pyodide', () => {
  // One run for all: a fresh Python takes seconds to start on a small machine.
  it('holds against every probe, while the controls work', async () => {
    const source = `
import json, sys
host = json.load(sys.stdin)["host"]
results = {}
def attempt(name, code):
    scope = {"host": host}
    try:
        exec(code, scope)
        results[name] = scope.get("got", "ran")
    except BaseException as error:
        results[name] = "held"
attempt("control: own file", "got = len(open('/tool/main.py').read()) > 0")
attempt("control: module", "import math; got = math.floor(1.5)")
attempt("control: environment", "import os; got = os.environ['HOME']")
attempt("host file", "got = open(host).read()")
attempt("passwd", "got = open('/etc/passwd').read()")
attempt("climbing out", "got = open('/tool/../../../../../' + host).read()")
attempt("environ of the process", "got = open('/proc/self/environ').read()")
attempt("root of the process", "import os; got = os.listdir('/proc/1/root')")
attempt("host environment", "import os; got = os.environ['CORTEX_PROBE_SECRET']")
attempt("js", "import js")
attempt("js through importlib", "import importlib; importlib.import_module('js')")
attempt("pyodide_js", "import pyodide_js")
attempt("run_js", "from pyodide.code import run_js; got = run_js('1 + 1')")
attempt("a proxy that stayed alive", "import gc; got = [p for p in gc.get_objects() if type(p).__name__ == 'JsProxy'][0].constructor.constructor('return 1')()")
attempt("os.system", "import os; got = os.system('id') == 0 or 1 / 0")
attempt("subprocess", "import subprocess; got = subprocess.run(['id'], capture_output=True).stdout.decode()")
attempt("fork", "import os; got = os.fork()")
attempt("socket", "import socket; s = socket.create_connection(('127.0.0.1', 1), 1)")
attempt("urllib", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:1/', timeout=1)")
attempt("the request device", "import struct, json; f = open('/dev/cortex-fetch', 'r+b', buffering=0); h = json.dumps({'url': 'http://127.0.0.1:1/', 'method': 'GET', 'headers': [], 'hasBody': False, 'redirect': 'follow'}).encode(); f.write(struct.pack('<II', len(h), 0) + h); r = f.readall(); assert b'may not use the network' not in r")
attempt("ctypes", "import ctypes; got = ctypes.CDLL(None)")
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "Closed"]
attempt("run_js without the closed door", "from pyodide.code import run_js; got = run_js('1 + 1')")
attempt("core without the closed door", "import _pyodide_core; got = _pyodide_core.run_js('1 + 1')")
attempt("the shell by ctypes", "import sys, ctypes; got = ctypes.CDLL(None).system(b'id') == 0 or 1 / 0")
attempt("writing to the tool", "open('/tool/main.py', 'w').write('x')")
attempt("writing to secrets", "open('/run/secrets/x', 'w').write('x')")
attempt("a symbolic link out", "import os; os.symlink('/etc', '/work/out'); got = os.listdir('/work/out')")
print(json.dumps(results))
`
    const { outcome } = await runScript(sandbox, 'python', source, { parameters: { host: hostFile } })
    const results = outputOf<Record<string, unknown>>(outcome)
    const { 'control: own file': file, 'control: module': module, 'control: environment': home, ...rest } = results
    expect({ file, module, home }).toEqual({ file: true, module: 1, home: '/work' })
    expect(Object.keys(rest).length).toBeGreaterThan(20)
    expect(Object.entries(rest).filter(([, got]) => got !== 'held')).toEqual([])
  })

  // With the closed door taken off its hinges ctypes does load and reaches JavaScript's eval. That is shut below Python.
  it("holds against JavaScript's eval reached through ctypes", async () => {
    const reach = (call: string) => `
import json, sys
sys.meta_path[:] = [one for one in sys.meta_path if type(one).__name__ != "Closed"]
import ctypes
library = ctypes.CDLL(None)
print(json.dumps({"got": ${call}}))`
    expect((await runScript(sandbox, 'python', reach('library.abs(-3)'))).outcome).toMatchObject({ status: 'done', output: { got: 3 } })
    const { outcome } = await runScript(sandbox, 'python', reach(`library.emscripten_run_script_int(b"1 + 1")`))
    expect(outcome).toMatchObject({ status: 'failed', message: expect.stringContaining('Code generation from strings disallowed') as string })
  })
})
