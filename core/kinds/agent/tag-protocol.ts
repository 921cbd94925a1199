/** What the parser says as it reads. `isClosed` is false when the model stopped before `</action>`. */
export type TagEvent = { type: 'thinking'; text: string } | { type: 'text'; text: string } | { type: 'action'; body: string; isClosed: boolean }

export type TagParser = {
  /** Takes the next piece of what the model writes. How it is cut into pieces makes no difference to the result. */
  push(chunk: string): TagEvent[]
  /** Says what was held back at the end. */
  end(): TagEvent[]
}

const tagPattern = /^<(\/?)(thought|thinking|think|action|response)\s*>/i
const tagNames = ['thought', 'thinking', 'think', 'action', 'response']
/** A code fence that holds nothing but the protocol itself, as some models write it. */
const wrapperPattern = /^`{3,}[a-z]*\s*(?=<(?:thought|thinking|think|action|response)\s*>)/i

/**
 * Reads `<thought>`, `<action>` and `<response>` out of a stream. Text outside tags is the response. Missing closing
 * tags are taken as read; tags inside code (fenced or in backticks) and inside an action's JSON strings are plain text.
 */
export function createTagParser(): TagParser {
  let mode: 'outside' | 'thought' | 'response' | 'action' = 'outside'
  /** Backticks that opened the code fence being read; 0 outside one. */
  let fenceTicks = 0
  /** True while only blanks stand before the position on its line: where a fence may open. */
  let isLineBlank = true
  let buffer = ''
  let events: TagEvent[] = []
  /** Blanks are held until something follows them, so that none stand at the start or the end of a segment. */
  let blanks = ''
  let isSegmentEmpty = true
  const said = { thinking: false, text: false }
  const action = { body: '', isInString: false, isEscaped: false }

  function say(text: string) {
    for (const [piece] of text.matchAll(/\s+|\S+/g)) {
      if (/^\s/.test(piece)) {
        blanks += piece
        const line = piece.lastIndexOf('\n')
        if (line >= 0) isLineBlank = true
        continue
      }
      const type = mode === 'thought' ? 'thinking' : 'text'
      const before = !isSegmentEmpty ? blanks : said[type] ? '\n\n' : ''
      const last = events.at(-1)
      if (last?.type === type) last.text += before + piece
      else events.push({ type, text: before + piece })
      said[type] = true
      isSegmentEmpty = false
      isLineBlank = false
      blanks = ''
    }
  }

  function enter(next: typeof mode) {
    if (next === mode) return
    mode = next
    fenceTicks = 0
    blanks = ''
    isSegmentEmpty = true
    isLineBlank = true
  }

  const take = (length: number): string => {
    const taken = buffer.slice(0, length)
    buffer = buffer.slice(length)
    return taken
  }

  /** This and the readers below return false when they need more text to decide. */
  function readFence(isFinal: boolean): boolean {
    const close = new RegExp(`\\n[ \\t]*\`{${fenceTicks},}(?!\`)`).exec(buffer)
    if (close && (isFinal || close.index + close[0].length < buffer.length)) {
      say(take(close.index + close[0].length))
      fenceTicks = 0
      return true
    }
    // A fence that was never closed ends with its tag.
    const held = /(?:\n[ \t]*`*|<\/?[a-z]*\s*>?\s*)$/i.exec(buffer)
    if (!isFinal) say(take(held ? held.index : buffer.length))
    else say(take(buffer.length).replace(/<\/(?:response|thought)\s*>\s*$/i, ''))
    return false
  }

  function readBackticks(isFinal: boolean): boolean {
    const run = (/^`+/.exec(buffer) as RegExpExecArray)[0].length
    if (run === buffer.length && !isFinal) return false
    if (mode === 'thought') {
      say(take(run))
      return true
    }
    if (run >= 3 && isLineBlank) return openFence(run, isFinal)
    // Code within a line counts as such only when it is closed on it.
    const end = new RegExp(`(?<!\`)\`{${run}}(?!\`)|\\n`).exec(buffer.slice(run))
    const isDecided = end && (end[0] === '\n' || run + end.index + run < buffer.length)
    if (!isDecided && !isFinal) return false
    say(take(end && end[0] !== '\n' ? run + end.index + run : run))
    return true
  }

  function openFence(run: number, isFinal: boolean): boolean {
    if (mode === 'outside') {
      const wrapper = wrapperPattern.exec(buffer)
      if (wrapper) {
        take(wrapper[0].length)
        return true
      }
      if (!isFinal && /^`{3,}[a-z]*\s*(<[a-z]*\s*)?$/i.test(buffer)) return false
      // The end of such a wrapper: nothing follows.
      if (isSegmentEmpty && /^`{3,}\s*$/.test(buffer)) {
        take(buffer.length)
        return true
      }
    }
    say(take(run))
    fenceTicks = run
    return true
  }

  function readTag(isFinal: boolean): boolean {
    const tag = tagPattern.exec(buffer)
    if (!tag) {
      if (!isFinal && mayBecomeTag(buffer)) return false
      say(take(1))
      return true
    }
    const isClosing = tag[1] === '/'
    const name = (tag[2] as string).toLowerCase()
    const target = name === 'action' ? 'action' : name === 'response' ? 'response' : 'thought'
    if (target === 'action' && !isClosing && mode !== 'outside') {
      // A thought may talk about `<action>`; it opens one only where JSON follows.
      const next = buffer.slice(tag[0].length).trimStart()[0]
      if (next === undefined && !isFinal) return false
      if (next === undefined || !'{[`'.includes(next)) {
        say(take(tag[0].length))
        return true
      }
    }
    take(tag[0].length)
    if (!isClosing) enter(target)
    else if (mode === target) enter('outside')
    if (mode === 'action') Object.assign(action, { body: '', isInString: false, isEscaped: false })
    return true
  }

  function readAction(isFinal: boolean): boolean {
    for (let i = 0; i < buffer.length; i++) {
      const char = buffer[i] as string
      if (action.isEscaped) action.isEscaped = false
      else if (char === '\\' && action.isInString) action.isEscaped = true
      else if (char === '"') action.isInString = !action.isInString
      else if (char === '<' && !action.isInString) {
        const rest = buffer.slice(i)
        const tag = tagPattern.exec(rest)
        if (tag) {
          action.body += take(i)
          events.push({ type: 'action', body: action.body, isClosed: true })
          enter('outside')
          if (tag[1] === '/') take(tag[0].length)
          return true
        }
        if (!isFinal && mayBecomeTag(rest)) {
          action.body += take(i)
          return false
        }
      }
    }
    action.body += take(buffer.length)
    return false
  }

  /** The text ended inside an action. A quote too many may have hidden its closing tag: look again without regard to strings. */
  function endAction() {
    const close = /<\/action\s*>/i.exec(action.body)
    events.push({ type: 'action', body: close ? action.body.slice(0, close.index) : action.body, isClosed: close !== null })
    enter('outside')
    if (close) buffer = action.body.slice(close.index + close[0].length)
  }

  function drain(isFinal: boolean) {
    for (let isGoing = true; isGoing && buffer !== ''; ) {
      if (mode === 'action') isGoing = readAction(isFinal)
      else if (fenceTicks > 0) isGoing = readFence(isFinal)
      else {
        const plain = buffer.search(/[<`]/)
        if (plain !== 0) say(take(plain < 0 ? buffer.length : plain))
        else isGoing = buffer[0] === '<' ? readTag(isFinal) : readBackticks(isFinal)
      }
    }
    if (!isFinal || mode !== 'action') return
    endAction()
    drain(true)
  }

  const handOver = (): TagEvent[] => {
    const said = events
    events = []
    return said
  }

  return {
    push(chunk) {
      buffer += chunk
      drain(false)
      return handOver()
    },
    end() {
      drain(true)
      return handOver()
    },
  }
}

function mayBecomeTag(text: string): boolean {
  const start = /^<\/?([a-z]*)(\s*)$/i.exec(text)
  if (!start) return false
  const name = (start[1] as string).toLowerCase()
  return start[2] ? tagNames.includes(name) : tagNames.some((tag) => tag.startsWith(name))
}
