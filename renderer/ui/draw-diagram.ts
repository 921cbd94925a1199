import mermaid from 'mermaid'
import { t } from '../app/messages.ts'

/** A picture that can be shown, or what is wrong with its source. `line` counts from 1; null: it is not known. */
export type Drawn = { isDrawn: true; url: string; width: number; height: number } | { isDrawn: false; why: string; line: number | null }

let count = 0
let before: Promise<unknown> = Promise.resolve()

/** Draws one diagram after the other: what draws them keeps its settings in one place. It never throws. */
export function drawDiagram(source: string): Promise<Drawn> {
  const drawn = before.then(() => draw(source)).catch((error: unknown): Drawn => ({ isDrawn: false, ...problemOf(error, source) }))
  before = drawn
  return drawn
}

async function draw(source: string): Promise<Drawn> {
  const ink = colourOf('--text-1')
  const line = colourOf('--text-3')
  mermaid.initialize({
    startOnLoad: false,
    suppressErrorRendering: true,
    securityLevel: 'strict',
    htmlLabels: false,
    maxTextSize: 20_000,
    maxEdges: 300,
    theme: 'base',
    look: 'classic',
    fontFamily: 'sans-serif',
    themeVariables: {
      ...{ background: colourOf('--surface-raised'), darkMode: isDark(), fontFamily: 'sans-serif', fontSize: '13px' },
      ...{ primaryColor: colourOf('--surface-sunken'), primaryTextColor: ink, primaryBorderColor: line, lineColor: line, textColor: ink },
      ...{ secondaryColor: colourOf('--accent-soft'), secondaryTextColor: ink, secondaryBorderColor: colourOf('--accent-line') },
      ...{ tertiaryColor: colourOf('--surface-canvas'), tertiaryTextColor: ink, tertiaryBorderColor: line, titleColor: ink },
      ...{
        noteBkgColor: colourOf('--warn-soft'),
        noteTextColor: ink,
        noteBorderColor: colourOf('--warn-line'),
        edgeLabelBackground: colourOf('--surface-raised'),
      },
    },
    // A diagram may not change these for itself.
    secure: [
      'secure',
      'securityLevel',
      'startOnLoad',
      'maxTextSize',
      'maxEdges',
      'suppressErrorRendering',
      'htmlLabels',
      'themeCSS',
      'fontFamily',
      'altFontFamily',
    ],
  })
  const id = `diagram-${++count}`
  try {
    const { svg } = await mermaid.render(id, source)
    return picture(svg)
  } finally {
    document.getElementById(`d${id}`)?.remove()
  }
}

/** As an image it can neither run, nor load, nor style anything outside of itself. */
function picture(svg: string): Drawn {
  const element = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg')
  const [, , width = 0, height = 0] = (element?.getAttribute('viewBox') ?? '').split(/[\s,]+/).map(Number)
  if (!element || !(width > 0) || !(height > 0)) return { isDrawn: false, why: t.content.emptyPicture, line: null }
  element.setAttribute('width', String(width))
  element.setAttribute('height', String(height))
  element.style.maxWidth = ''
  const url = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(element))}`
  return { isDrawn: true, url, width, height }
}

function problemOf(error: unknown, source: string): { why: string; line: number | null } {
  const { message = String(error), hash } = error as { message?: string; hash?: { loc?: { first_line?: number } } }
  const line = Number(/(?:on|at) line:? (\d+)/i.exec(message)?.[1] ?? hash?.loc?.first_line ?? Number.NaN)
  // The source stands below: of the message only what it says of it is left.
  const lines = message
    .replace(/^(?:Parse|Lexical) error on line \d+[:.]\s*/, '')
    .split('\n')
    .filter((each) => each.trim() !== '' && !/^-*\^/.test(each) && !each.startsWith('...') && !source.includes(each.trim()))
  const why = lines.join(' ') || message
  return {
    why: why.length > 240 ? `${why.slice(0, 239)}…` : why,
    // What ends too early is found on the line after the last.
    line: Number.isFinite(line) ? Math.max(1, Math.min(line, source.trimEnd().split('\n').length)) : null,
  }
}

const isDark = () => colourOf('--surface-canvas') < '#7'

/** A colour of the tokens as it is now, as #rrggbb: what draws diagrams calculates with it. */
function colourOf(token: string): string {
  const probe = document.createElement('canvas').getContext('2d')
  const element = document.createElement('span')
  element.style.color = `var(${token})`
  document.body.append(element)
  const colour = getComputedStyle(element).color
  element.remove()
  if (!probe) return colour
  probe.fillStyle = colour
  return probe.fillStyle
}
