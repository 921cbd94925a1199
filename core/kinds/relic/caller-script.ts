/**
 * What a caller container runs: questions as JSON lines on stdin are asked inside its network, answers leave as JSON lines on stdout.
 * It listens to nothing, keeps nothing, and ends with its stdin. Handed to `node -e`, so that it needs no image of its own.
 */
export const callerScript = `
'use strict'
const net = require('node:net')
const running = new Map()
const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\\n')

function connect({ host, port }, signal) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port })
    const stop = () => socket.destroy(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    socket.once('connect', () => { socket.destroy(); resolve({}) })
    socket.once('error', reject)
  })
}

async function request({ url, method, headers, body, limitBytes }, signal) {
  const response = await fetch(url, { method, headers, body: body ?? undefined, signal, redirect: 'manual' })
  const parts = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > limitBytes) return { status: response.status, type: null, text: null, isCut: true }
    parts.push(part)
  }
  return { status: response.status, type: response.headers.get('content-type'), text: Buffer.concat(parts).toString('utf8'), isCut: false }
}

async function answer(line) {
  const ask = JSON.parse(line)
  if (ask.cancel !== undefined) return void running.get(ask.cancel)?.abort(new Error('cancelled'))
  const abort = new AbortController()
  const deadline = setTimeout(() => abort.abort(new Error('no answer within ' + ask.timeoutMs + ' ms')), ask.timeoutMs)
  running.set(ask.id, abort)
  try {
    say({ id: ask.id, ...(await (ask.url === undefined ? connect : request)(ask, abort.signal)) })
  } catch (error) {
    const told = abort.signal.aborted ? abort.signal.reason : error.cause ?? error
    say({ id: ask.id, error: told.message || told.code || String(told) })
  } finally {
    clearTimeout(deadline)
    running.delete(ask.id)
  }
}

const lines = require('node:readline').createInterface({ input: process.stdin })
lines.on('line', (line) => void answer(line))
lines.on('close', () => process.exit(0))
say({ isReady: true })
`
