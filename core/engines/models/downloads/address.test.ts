import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mayFetch, readAddress } from './address.ts'

describe('The address of a model', () => {
  it('is an https address of a GGUF file, or the page about one on Hugging Face', () => {
    expect(readAddress(' https://huggingface.co/Qwen/Qwen3-8B-GGUF/blob/main/Qwen3-8B-Q4_K_M.gguf ')).toEqual({
      url: 'https://huggingface.co/Qwen/Qwen3-8B-GGUF/resolve/main/Qwen3-8B-Q4_K_M.gguf',
      name: 'Qwen3-8B-Q4_K_M',
    })
    expect(readAddress('https://example.com/a%20model.GGUF?download=true#top')).toEqual({
      url: 'https://example.com/a%20model.GGUF?download=true',
      name: 'a model',
    })
    expect(readAddress('http://127.0.0.1:8080/m.gguf').name).toBe('m')
  })

  it('is refused with the reason', () => {
    const reason = (text: string) => {
      try {
        return readAddress(text).name
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(reason('qwen3:8b')).toMatch(/no web address|only downloaded from https/)
    expect(reason('not an address')).toContain('no web address')
    for (const url of ['http://example.com/m.gguf', 'ftp://example.com/m.gguf', 'file:///etc/m.gguf', 'http://10.0.0.1/m.gguf'])
      expect(reason(url)).toContain('only downloaded from https')
    expect(reason('https://me:secret@example.com/m.gguf')).toContain('password')
    expect(reason('https://huggingface.co/Qwen/Qwen3-8B-GGUF')).toContain('Open “Files”')
    expect(reason('https://example.com/m-00001-of-00003.gguf')).toContain('3 parts')
    expect(reason('https://example.com/.gguf')).toContain('no name')
  })

  it('never names a file outside of its folder', () => {
    fc.assert(
      fc.property(fc.webUrl({ validSchemes: ['https'] }), fc.string({ unit: 'binary' }), (base, file) => {
        let name: string
        try {
          name = readAddress(`${new URL(base).origin}/${encodeURIComponent(file.toWellFormed())}.gguf`).name
        } catch {
          return
        }
        expect(name).not.toMatch(/[/\\:\0]|^\./)
        expect(name.length).toBeGreaterThan(0)
      }),
    )
  })

  it('may only be left for https', () => {
    const [secure, other, loopback, outside] = ['https://a.example', 'https://b.example', 'http://127.0.0.1:1', 'http://b.example'].map(
      (text) => new URL(text),
    ) as [URL, URL, URL, URL]
    expect(mayFetch(other, secure)).toBe(true)
    expect(mayFetch(loopback, secure)).toBe(false)
    expect(mayFetch(outside, secure)).toBe(false)
    expect(mayFetch(outside, loopback)).toBe(false)
    expect(mayFetch(loopback, loopback)).toBe(true)
  })
})
