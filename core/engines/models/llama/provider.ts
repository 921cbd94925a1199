import { Fault } from '../../../contract/faults.ts'
import type { Model, ModelFileReport } from '../../../contract/models.ts'
import { type Logger, silentLogger } from '../../../kernel/logger.ts'
import { judgeMemory, type MachineMemory } from '../facts/judge-memory.ts'
import type { GenerateRequest, MemoryNeed, ModelEvent, Provider } from '../port.ts'
import { failedWith, toFault } from '../run-error.ts'
import { createChildProcess, type Listener, type Request } from './child-process.ts'
import { createEventQueue } from './event-queue.ts'
import { createMachineMemory } from './machine-memory.ts'
import { createModelFiles, type ModelFile, type ModelFilesOptions } from './model-files.ts'
import { mostConversations } from './plan-load.ts'
import type { InMemory, ModelSpec } from './protocol.ts'

export type LlamaProviderOptions = ModelFilesOptions & {
  logger?: Logger
  env?: NodeJS.ProcessEnv
  /** The child's entry where core is bundled; null for the source beside this file. */
  childPath?: string | null
  /** Largest context a model is given; null for the default of 32,768. */
  contextTokens?: number | null
  /** Memory a model may take; null for what is free when it is loaded. */
  memoryLimitBytes?: number | null
  /** The memory of a graphics card became known after it was asked for. */
  onMemoryKnown?: () => void
  /** Models leave memory after this long without a request. */
  idleMs?: number
}

export type LlamaProvider = Provider & {
  /** Links a GGUF file into the models folder; throws BAD_INPUT when it is none. */
  addFile(path: string): Promise<Model>
  /** What a file is and whether it can be added, without adding it. */
  inspectFile(path: string): Promise<ModelFileReport>
  /** What models can take here: the computer's memory with that of a graphics card of its own. */
  machineMemory(): Promise<MachineMemory>
  /** The process llama.cpp runs in; null while none is needed. */
  readonly childPid: number | null
}

/** How long a child that was told to stop may take before its stream is ended without it. */
const abortGraceMs = 2_000
/** Starting the child and asking the driver of a graphics card. */
const machineTimeoutMs = 10_000
/** Loading a large model from a slow disk takes minutes; longer is a hang. */
const loadTimeoutMs = 300_000

/** GGUF models run by llama.cpp in a child process, with nothing else installed. */
export function createLlamaProvider(options: LlamaProviderOptions): LlamaProvider {
  const { logger = silentLogger, env = process.env, childPath, idleMs = 300_000 } = options
  const files = createModelFiles(options)
  const child = createChildProcess({ logger, idleMs, env, ...(childPath ? { childPath } : {}) })

  async function specOf(name: string, contextTokens: number | null): Promise<ModelSpec> {
    const file = await files.find(name)
    if (!file) throw new Fault('NOT_FOUND', { what: 'model', name })
    const { path, sizeBytes, isBuiltInDemo, header } = file
    const limits = [contextTokens, options.contextTokens ?? null, contextTokens && header.trainContextTokens].filter((limit) => limit !== null)
    return {
      name,
      path,
      sizeBytes,
      isBuiltInDemo,
      trainContextTokens: header.trainContextTokens,
      kvBytesPerToken: header.kvBytesPerToken,
      contextTokens: limits.length > 0 ? Math.min(...limits) : null,
      memoryLimitBytes: options.memoryLimitBytes ?? null,
    }
  }

  /** One request with one answer; rejects with the child's fault, MODEL_LOST, or the signal's reason. */
  function ask<Type extends 'loaded' | 'counted' | 'embedded' | 'machine' | 'unloaded'>(
    model: string,
    request: Request,
    type: Type,
    signal: AbortSignal,
  ) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(loadTimeoutMs)])
    return new Promise<Extract<Parameters<Listener>[0], { type: Type }>>((resolve, reject) => {
      limit.throwIfAborted()
      const call = child.send(request, (message) => {
        limit.removeEventListener('abort', stop)
        if (message.type === type) resolve(message as Extract<Parameters<Listener>[0], { type: Type }>)
        else if (message.type === 'failed') reject(new Fault(message.error.code as 'MODEL_FAILED', message.error.data ?? {}))
        else reject(new Fault('MODEL_LOST', { model }))
      })
      const stop = () => {
        call.abort()
        call.forget()
        reject(signal.aborted ? signal.reason : new Fault('DEADLINE_EXCEEDED', { name: model, limit: `${loadTimeoutMs / 1000} s` }))
      }
      limit.addEventListener('abort', stop, { once: true })
    })
  }

  const machineMemory = createMachineMemory({
    limitBytes: options.memoryLimitBytes ?? null,
    logger,
    onLate: options.onMemoryKnown ?? (() => {}),
    askVram: () => ask('llama.cpp', { type: 'machine' }, 'machine', AbortSignal.timeout(machineTimeoutMs)),
  })
  const needOf = ({ sizeBytes, header }: Pick<ModelFile, 'sizeBytes' | 'header'>): MemoryNeed => ({
    weightsBytes: sizeBytes,
    kvBytesPerToken: header.kvBytesPerToken,
    trainContextTokens: header.trainContextTokens,
    wantedContextTokens: options.contextTokens ?? null,
    conversations: mostConversations,
  })

  async function* generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    const { model: name, messages, tools, temperature, maxOutputTokens, stop } = request
    let model: ModelSpec
    try {
      signal.throwIfAborted()
      model = await specOf(name, request.contextTokens)
    } catch (error) {
      yield failedWith(toFault(error, name, signal), !signal.aborted)
      return
    }
    let hasSpoken = false
    let grace: NodeJS.Timeout | undefined
    const onAbort = () => {
      call.abort()
      grace = setTimeout(() => queue.push(failedWith(new Fault('CANCELLED', { name }))), abortGraceMs)
    }
    const queue = createEventQueue(() => {
      signal.removeEventListener('abort', onAbort)
      clearTimeout(grace)
      if (!isOver) {
        call.abort()
        call.forget()
      }
    })
    let isOver = false
    const call = child.send({ type: 'generate', model, request: { messages, tools, temperature, maxOutputTokens, stop } }, (message) => {
      switch (message.type) {
        case 'text':
        case 'thinking':
          hasSpoken = true
          queue.push({ type: message.type, text: message.text })
          break
        case 'tool-call':
          hasSpoken = true
          queue.push({ type: 'tool-call', call: message.call })
          break
        case 'finished':
          isOver = true
          queue.push({ type: 'finished', reason: message.reason, usage: message.usage, timing: message.timing })
          break
        case 'failed':
          isOver = true
          queue.push({ type: 'failed', error: message.error, isRetryable: !hasSpoken && message.error.code === 'MODEL_FAILED', usage: message.usage })
          break
        case 'lost':
          isOver = true
          queue.push(failedWith(new Fault('MODEL_LOST', { model: name, cause: message.detail }), !hasSpoken))
      }
    })
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    yield* queue.events
  }

  return {
    id: 'llama',
    title: 'Built-in llama.cpp',
    isLocal: true,
    needsKey: false,
    get childPid() {
      return child.pid
    },
    async status() {
      const count = (await files.list()).length
      const detail = count === 0 ? 'No GGUF file yet. Drop one into Models.' : `${count} ${count === 1 ? 'model' : 'models'} ready to load.`
      return { state: count === 0 ? 'not-configured' : 'ready', detail, url: null, hasKey: false }
    },
    async models() {
      return (await files.list()).map((file) => toModel(file, child.loaded))
    },
    async capabilities(name, signal) {
      const file = await files.find(name)
      const { contextTokens } = await ask(name, { type: 'load', model: await specOf(name, null) }, 'loaded', signal)
      return { contextTokens, hasTools: file ? hasTools(file) : false }
    },
    async countTokens(name, text) {
      return (await ask(name, { type: 'count', model: await specOf(name, null), text }, 'counted', AbortSignal.timeout(loadTimeoutMs))).tokens
    },
    async embed(name, texts, signal) {
      return (await ask(name, { type: 'embed', model: await specOf(name, null), texts }, 'embedded', signal)).vectors
    },
    generate,
    async show(name) {
      const file = await files.find(name)
      if (!file) throw new Fault('NOT_FOUND', { what: 'model', name })
      const { header, path, source, sizeBytes } = file
      return { path, source, sizeBytes, ...header }
    },
    async remove(name) {
      const file = await files.find(name)
      if (file && child.loaded.some(({ path }) => path === file.path)) {
        // A file in memory keeps its space on the disk, and on Windows it cannot be deleted at all.
        const { isGone } = await ask(name, { type: 'unload', path: file.path }, 'unloaded', AbortSignal.timeout(loadTimeoutMs))
        if (!isGone) throw new Fault('MODEL_BUSY', { model: name, detail: 'Stop what it is answering, or wait until it is done, then delete it.' })
      }
      await files.remove(name)
    },
    async facts() {
      return Promise.all(
        (await files.list()).map(async (file) => ({
          name: file.name,
          digest: await files.digest(file).catch(() => null),
          loadedContextTokens: child.loaded.find(({ path }) => path === file.path)?.contextTokens ?? null,
          need: needOf(file),
          removal: await files.removal(file),
        })),
      )
    },
    async digest(name) {
      const file = await files.find(name)
      return file ? files.digest(file) : null
    },
    machineMemory,
    async inspectFile(path) {
      const { header, refusal, sizeBytes, name, path: whole } = await files.inspect(path)
      const memory = header && sizeBytes !== null ? judgeMemory(needOf({ sizeBytes, header }), await machineMemory()) : null
      const warnings = [
        ...(memory && memory.verdict !== 'fits' ? [memory.detail] : []),
        ...(header?.isEmbedder ? ['It makes embeddings for search and does not chat.'] : []),
        ...(header && !header.isEmbedder && header.chatTemplate === null ? ['It has no chat template, so its answers may be odd.'] : []),
      ]
      const { architecture = null, parameters = null, quantization = null, trainContextTokens: contextTokens = null } = header ?? {}
      const facts = { architecture, parameters, quantization, contextTokens, sizeBytes, memory }
      return { path: whole, name, isUsable: refusal === null, refusal, warnings: refusal === null ? warnings : [], ...facts }
    },
    async addFile(path) {
      const name = await files.add(path)
      const file = await files.find(name)
      if (!file) throw new Fault('BAD_INPUT', { detail: `${path} could not be linked into the models folder.` })
      return toModel(file, child.loaded)
    },
    close: () => child.close(),
  }
}

const hasTools = ({ isBuiltInDemo, header }: ModelFile) => isBuiltInDemo || /tool/.test(header.chatTemplate ?? '')

function toModel(file: ModelFile, loaded: readonly InMemory[]): Model {
  const { name, path, sizeBytes, isBuiltInDemo, source, header } = file
  return {
    id: `llama/${name}`,
    provider: 'llama',
    name,
    isLocal: true,
    isLoaded: loaded.some((one) => one.path === path),
    isBuiltInDemo,
    sizeBytes,
    contextTokens: header.trainContextTokens,
    parameters: header.parameters,
    quantization: header.quantization,
    hasTools: hasTools(file),
    hasThinking: header.chatTemplate === null ? null : /<think>|reasoning_content/.test(header.chatTemplate),
    hasEmbeddings: header.isEmbedder,
    source,
  }
}
