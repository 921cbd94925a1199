import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { ask, calculator, collect } from '../provider.testsuite.ts'
import { withLlamaProviders } from '../testing/llama-providers.ts'
import { builtInFolder } from '../testing/spark.ts'

const never = new AbortController().signal

describe('The llama.cpp provider', () => {
  const here = withLlamaProviders()

  it('ends the stream with MODEL_LOST and keeps the text when its process is killed, then answers again', async () => {
    const provider = here.open()
    let killed = 0
    const lost = await collect(provider.generate(ask('spark', 'what can you do?'), never), (event) => {
      if (event.type !== 'text' || killed > 0 || !provider.childPid) return
      killed = provider.childPid
      process.kill(killed, 'SIGKILL')
    })
    expect(lost.text.length).toBeGreaterThan(0)
    expect(lost.last).toMatchObject({ type: 'failed', error: { code: 'MODEL_LOST' }, isRetryable: false })
    expect(lost.ends).toBe(1)
    const next = await collect(provider.generate(ask('spark', 'hello'), never))
    expect(next.last).toMatchObject({ type: 'finished' })
    expect(provider.childPid).not.toBe(killed)
  })

  it('may be retried elsewhere when the process died before the first token', async () => {
    const provider = here.open()
    const stream = collect(provider.generate(ask('spark', 'hello'), never))
    await vi.waitFor(() => expect(provider.childPid).not.toBeNull())
    process.kill(provider.childPid ?? 0, 'SIGKILL')
    expect((await stream).events).toMatchObject([{ type: 'failed', error: { code: 'MODEL_LOST' }, isRetryable: true }])
  })

  it('answers more conversations at once than it keeps in memory', async () => {
    const provider = here.open()
    const asks = Array.from({ length: 7 }, (_, index) =>
      collect(provider.generate(ask('spark', `what is ${index} + 1?`, { tools: [calculator] }), never)),
    )
    const answers = await Promise.all(asks)
    expect(answers.map(({ calls }) => calls[0]?.arguments)).toEqual(answers.map((_, index) => ({ expression: `${index} + 1` })))
  })

  it('gives an aborted waiter up without disturbing the others', async () => {
    const provider = here.open()
    const abort = new AbortController()
    const asks = Array.from({ length: 5 }, () => collect(provider.generate(ask('spark', 'what can you do?'), never)))
    const waiter = collect(provider.generate(ask('spark', 'hello'), abort.signal))
    abort.abort()
    expect((await waiter).last).toMatchObject({ type: 'failed', error: { code: 'CANCELLED' } })
    for (const { last } of await Promise.all(asks)) expect(last).toMatchObject({ type: 'finished' })
  })

  it('counts tokens exactly', async () => {
    const provider = here.open()
    expect(await provider.countTokens?.('spark', '')).toBe(0)
    expect(await provider.countTokens?.('spark', 'hello world')).toBe(5)
  })

  it('lets the demo model choose among tools with wordy descriptions', async () => {
    const wordy = (name: string, description: string, parameter: string, said: string) => ({
      name,
      description,
      parameters: {
        type: 'object',
        properties: { [parameter]: { type: 'string', description: said } },
        required: [parameter],
        additionalProperties: false,
      },
    })
    const tools = [
      wordy(
        'calculator',
        'Calculates an arithmetic expression such as "17 * 23", "(2 + 3) ^ 2" or "sqrt(2) / pi" and returns the number.',
        'expression',
        'Numbers, + - * / % ^, parentheses, pi, e and functions: sqrt abs round floor.',
      ),
      wordy(
        'clock',
        'Tells the current date and time, in a time zone or where the person is.',
        'timezone',
        'A time zone such as "Asia/Tokyo", a city such as "Tokyo", or "UTC"; "" is the time here.',
      ),
      wordy(
        'kv_get',
        'Recalls the value that was remembered under a key in this chat.',
        'key',
        'The name it was remembered under, such as "cat" or "locker code".',
      ),
      wordy(
        'text_stats',
        'Counts words, characters, lines and sentences of a text, and the time it takes to read it.',
        'text',
        'The text itself, not the name of a file.',
      ),
      wordy(
        'web_search',
        'Searches the web and returns titles, addresses and short excerpts of what was found.',
        'query',
        'What to look for, in a few words.',
      ),
    ]
    const provider = here.open()
    const called = async (text: string) => (await collect(provider.generate(ask('spark', text, { tools }), never))).calls.map(({ name }) => name)
    expect(await called('what is 41 + 1?')).toEqual(['calculator'])
    expect(await called("how many words are in 'the quick brown fox'?")).toEqual(['text_stats'])
    expect(await called('what time is it in Tokyo?')).toEqual(['clock'])
  })

  it('obeys the token limit inside the arguments of a call', async () => {
    const { last, calls } = await collect(
      here.open().generate(ask('spark', 'what is 123456789 + 987654321?', { tools: [calculator], maxOutputTokens: 12 }), never),
    )
    expect(last).toMatchObject({ type: 'finished', reason: 'length' })
    expect(last?.type === 'finished' && last.usage.outputTokens).toBeLessThanOrEqual(13)
    expect(calls).toEqual([])
  })

  it('gives no more context than asked, and says when a conversation does not fit', async () => {
    const provider = here.open({ contextTokens: 512 })
    expect(await provider.capabilities('spark', never)).toEqual({ contextTokens: 512, hasTools: true })
    const { events } = await collect(provider.generate(ask('spark', 'hello '.repeat(2000)), never))
    expect(events).toMatchObject([{ type: 'failed', error: { code: 'MODEL_FAILED', message: expect.stringContaining('its context holds 512') } }])
  })

  it('refuses a model that needs more memory than there is', async () => {
    const { events } = await collect(here.open({ memoryLimitBytes: 10_000_000 }).generate(ask('spark', 'hello'), never))
    expect(events).toMatchObject([
      { type: 'failed', error: { code: 'MODEL_FAILED', message: expect.stringMatching(/needs about .* GB of memory and .* GB is free/) } },
    ])
  })

  it('gives its memory back when nobody asked for a while, and starts again', async () => {
    const provider = here.open({ idleMs: 100 })
    await collect(provider.generate(ask('spark', 'hello'), never))
    expect((await provider.models(never))[0]?.isLoaded).toBe(true)
    await vi.waitFor(() => expect(provider.childPid).toBeNull(), 5_000)
    expect((await provider.models(never))[0]?.isLoaded).toBe(false)
    expect((await collect(provider.generate(ask('spark', 'hello'), never))).last).toMatchObject({ type: 'finished' })
  })

  it('starts the child it is told to, without the secrets of this process', async () => {
    const childPath = fileURLToPath(new URL('./testing/environment-child.ts', import.meta.url))
    const provider = here.open({ childPath, env: { ...process.env, OPENAI_API_KEY: 'secret', MY_TOKEN: 'secret' } })
    const { last } = await collect(provider.generate(ask('spark', 'hello'), never))
    const names = last?.type === 'failed' ? (last.error.data?.names as string[]) : []
    expect(names).toContain('ELECTRON_RUN_AS_NODE')
    expect(names).not.toContain('OPENAI_API_KEY')
    expect(names).not.toContain('MY_TOKEN')
    expect(last?.type === 'failed' && last.error.data?.flags).toEqual([])
  })

  it('does not outlive the process that started it', async () => {
    const script = `
      import { createLlamaProvider } from ${JSON.stringify(new URL('./provider.ts', import.meta.url).href)}
      const provider = createLlamaProvider({ modelsFolder: '/nonexistent', builtInFolder: ${JSON.stringify(builtInFolder)}, ollamaStore: null })
      await provider.capabilities('spark', new AbortController().signal)
      console.log(provider.childPid)
      setInterval(() => {}, 1000)
    `
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number(line.toString())
    expect(() => process.kill(pid, 0)).not.toThrow()
    parent.kill('SIGKILL')
    await vi.waitFor(() => expect(isRunning(pid)).resolves.toBe(false), 10_000)
  })

  it('measures the prompt and the output of an answer, without the time of loading', async () => {
    const provider = here.open()
    const { last } = await collect(provider.generate(ask('spark', 'what can you do?'), never))
    if (last?.type !== 'finished') throw new Error('It failed')
    expect(last.timing?.outputTokens).toBeGreaterThan(last.usage.outputTokens - 4)
    expect(last.timing?.outputTokens).toBeLessThanOrEqual(last.usage.outputTokens)
    // The last token of a prompt is evaluated with the first of the output.
    expect(last.timing?.promptTokens).toBeGreaterThan(last.usage.inputTokens - 3)
    expect(last.timing?.promptMs).toBeGreaterThan(0)
    expect(last.timing?.outputMs).toBeGreaterThan(0)
    const again = await collect(provider.generate(ask('spark', 'what can you do?'), never))
    expect(again.last?.type === 'finished' && again.last.timing?.promptTokens).toBeLessThan(last.usage.inputTokens)
  })

  it('knows the memory of this computer, and asks for graphics cards once where there are none', async () => {
    const provider = here.open()
    const { freeBytes, totalBytes } = await provider.machineMemory()
    expect(freeBytes).toBeGreaterThan(1e8)
    expect(totalBytes).toBeGreaterThanOrEqual(freeBytes)
    const first = provider.childPid
    await provider.close()
    await provider.machineMemory()
    if (first !== null) expect(provider.childPid).toBeNull()
  })
})

/** A killed process may stay as a zombie until its new parent collects it. */
async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  if (status !== null) return !/\) Z /.test(status)
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux'
  } catch {
    return false
  }
}
