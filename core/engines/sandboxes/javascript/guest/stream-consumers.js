import { bufferOf } from './host.js'
import { Buffer } from './text.js'

export async function buffer(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(new Buffer(bufferOf(chunk)))
  return Buffer.concat(chunks)
}
export const text = async (stream) => (await buffer(stream)).toString()
export const json = async (stream) => JSON.parse(await text(stream))
export const arrayBuffer = async (stream) => bufferOf(await buffer(stream))
export default { buffer, text, json, arrayBuffer }
