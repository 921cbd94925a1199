import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getLlama, LlamaChat } from 'node-llama-cpp'
import type { SessionId } from '../core/kernel/ids.ts'
import { silentLogger } from '../core/kernel/logger.ts'
import { systemPrompt } from '../core/kinds/agent/persona.ts'
import { createCore } from '../core/main.ts'
import { inTemporaryFolder } from './chats.ts'
import { type Bench, pairedRatio, timeMs } from './figure.ts'

const rounds = 11
const persona = 'You write lists.'
/** The demo model repeats this until it is stopped, which makes answers long enough to measure. */
const question = `say "${'the quick brown fox '.repeat(60)}" again`
/** The agent keeps a quarter of the model's context for an answer. */
const answerTokens = 512
const contextTokens = 2048

/** Tokens a second through sessions, agent, gateway and journal, from sending to the stored answer, against a bare node-llama-cpp loop. */
export default {
  name: 'tokens',
  measure: () =>
    inTemporaryFolder(async (folder) => {
      const agents = join(folder, 'extra', 'writer')
      mkdirSync(agents, { recursive: true })
      writeFileSync(join(agents, 'agent.yml'), `kind: Agent\nname: bench_writer\npersona: ${persona}\nmodel: { prefer: [llama/spark] }\n`)
      const core = await createCore({
        dataFolder: join(folder, 'data'),
        manifestFolders: [join(folder, 'extra')],
        host: 'in-process',
        logger: silentLogger,
      })

      const llama = await getLlama({ gpu: false, build: 'never', logLevel: 'error' as never })
      const model = await llama.loadModel({ modelPath: join(import.meta.dirname, '../resources/models/spark.gguf') })
      const context = await model.createContext({ contextSize: contextTokens, threads: 1 })
      const chat = new LlamaChat({ contextSequence: context.getSequence() })
      const system = systemPrompt({ kind: 'Agent', name: 'bench_writer', persona }, null, false)

      const signal = new AbortController().signal
      let written = 0
      const { ratio, ours, bare } = await pairedRatio(
        rounds,
        async () => {
          const session = await core.parts.sessions.create({ agent: 'bench_writer' })
          const tookMs = await timeMs(async () => {
            const { runId } = await core.parts.turns.submit({ id: session.id as SessionId, text: question })
            for await (const event of core.parts.turns.follow(runId, 0, signal))
              if ('usage' in event && event.type === 'turn.finished') written = event.usage.outputTokens
          })
          if (written < 200) throw new Error(`the answer has only ${written} tokens; too few to measure`)
          return (written / tookMs) * 1000
        },
        async () => {
          const pieces: string[] = []
          const before = chat.sequence.tokenMeter.usedOutputTokens
          const tookMs = await timeMs(() =>
            chat.generateResponse(
              [
                { type: 'system', text: system },
                { type: 'user', text: question },
                { type: 'model', response: [] },
              ],
              { maxTokens: answerTokens, temperature: 0, repeatPenalty: false, onResponseChunk: (chunk) => void pieces.push(chunk.text) },
            ),
          )
          return ((chat.sequence.tokenMeter.usedOutputTokens - before) / tookMs) * 1000
        },
      )
      await core.close()
      await llama.dispose()
      return [
        {
          name: 'tokens a second through the app / bare node-llama-cpp',
          value: ratio,
          unit: '',
          limit: { is: 'at least', value: 0.9 },
          how: `median of ${rounds} paired rounds, one question, ${written} tokens; ${Math.round(ours)} against ${Math.round(bare)} tokens/s`,
        },
      ]
    }),
} satisfies Bench
