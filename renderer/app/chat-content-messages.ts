import { formatCount } from '../ui/format.ts'
import { plural } from './plural.ts'

/** What stands in answers besides words: formulas, diagrams, pictures, tables and data. */
export const chatContentMessages = {
  content: {
    formula: 'Formula',
    diagram: 'Diagram',
    diagramOf: (kind: string) => (kind === '' ? 'Diagram' : `Diagram (${kind})`),
    code: 'Code',
    showAs: 'Show as',
    whole: 'Full view',
    notDrawn: (why: string) => `It could not be drawn. ${why}`,
    notDrawnAt: (line: number, why: string) => `It could not be drawn. Line ${formatCount(line)}: ${why}`,
    copyCsv: 'Copy as CSV',
    pictureMissing: (alt: string) => `The picture ${alt === '' ? '' : `“${alt}” `}is not here`,
    pictureFrom: (host: string) => `from ${host}, not loaded`,
  },
  values: {
    raw: 'As sent',
    rawLabel: (label: string) => `${label}, exactly as it is`,
    sort: (column: string) => `Sort by ${column}`,
    copyValue: (name: string) => `Copy the value of ${name}`,
    copyPath: (name: string) => `Copy the path of ${name}`,
    shownOf: (shown: number, all: number) => `${formatCount(shown)} of ${plural(all, 'row')}`,
    more: (count: number) => `Show ${formatCount(count)} more`,
    moreText: (count: number) => `Show all ${plural(count, 'character')}`,
    picture: 'Picture',
  },
}
