import { formatCount } from '../../ui/format.ts'
import type { chatContentMessages } from '../chat-content-messages.ts'
import { plural } from '../plural.ts'
import type { Words } from '../words.ts'

export const germanChatContent: Words<typeof chatContentMessages> = {
  content: {
    formula: 'Formel',
    diagram: 'Diagramm',
    diagramOf: (kind) => (kind === '' ? 'Diagramm' : `Diagramm (${kind})`),
    code: 'Code',
    showAs: 'Zeigen als',
    whole: 'Große Ansicht',
    notDrawn: (why) => `Es ließ sich nicht zeichnen. ${why}`,
    notDrawnAt: (line, why) => `Es ließ sich nicht zeichnen. Zeile ${formatCount(line)}: ${why}`,
    copyCsv: 'Als CSV kopieren',
    pictureMissing: (alt) => `Das Bild ${alt === '' ? '' : `„${alt}“ `}ist nicht da`,
    pictureFrom: (host) => `von ${host}, nicht geladen`,
  },
  values: {
    raw: 'Wie gesendet',
    rawLabel: (label) => `${label}, genau wie es ist`,
    sort: (column) => `Nach ${column} sortieren`,
    copyValue: (name) => `Wert von ${name} kopieren`,
    copyPath: (name) => `Pfad von ${name} kopieren`,
    shownOf: (shown, all) => `${formatCount(shown)} von ${plural(all, 'Zeile', 'Zeilen')}`,
    more: (count) => `${formatCount(count)} weitere zeigen`,
    moreText: (count) => `Alle ${formatCount(count)} Zeichen zeigen`,
    picture: 'Bild',
  },
}
