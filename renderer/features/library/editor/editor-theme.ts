import { EditorView } from '@codemirror/view'

const mark = (tone: string) => ({
  backgroundImage: 'none',
  textDecoration: `underline wavy var(--${tone}) 1px`,
  textUnderlineOffset: '3px',
})
const dot = (tone: string) => ({ content: '""', width: '8px', height: '8px', borderRadius: '50%', background: `var(--${tone})`, margin: '5px 3px' })

/** The tokens of the app, so that the editor follows light, dark and density by itself. */
export const editorTheme = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--surface-sunken)', color: 'var(--text-2)', fontSize: '12.5px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px', fontFeatureSettings: '"calt" 0' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--text-1)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text-1)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--accent-soft)' },
  '.cm-gutters': { backgroundColor: 'transparent', color: 'var(--text-3)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--fill-hover)' },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: 'var(--warn-soft)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--fill-selected)', color: 'var(--text-1)' },
  '.cm-lintRange-error': mark('danger'),
  '.cm-lintRange-warning': mark('warn'),
  '.cm-lint-marker': { width: '14px', height: '18px' },
  '.cm-lint-marker-error': dot('danger'),
  '.cm-lint-marker-warning': dot('warn'),
  '.cm-tooltip': {
    backgroundColor: 'var(--surface-overlay)',
    color: 'var(--text-1)',
    border: '1px solid var(--line-2)',
    borderRadius: '6px',
    boxShadow: 'var(--e-2)',
    font: 'var(--t-small)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', maxHeight: '220px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px', lineHeight: '18px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-solid)', color: 'var(--on-accent)' },
  '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal', fontSize: '11px' },
  'li[aria-selected] .cm-completionDetail': { color: 'inherit' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-tooltip .cm-completionInfo': { padding: '6px 10px', maxWidth: '320px', overflow: 'visible' },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: '3px solid var(--line-2)', whiteSpace: 'pre-wrap', maxWidth: '440px' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--danger)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warn)' },
  '.cm-diagnosticAction': {
    backgroundColor: 'var(--accent-solid)',
    color: 'var(--on-accent)',
    borderRadius: '3px',
    font: 'var(--t-micro)',
    padding: '2px 8px',
  },
  '.cm-panels': { backgroundColor: 'var(--surface-chrome)', color: 'var(--text-1)', borderColor: 'var(--line-1)' },
  '.cm-panel.cm-search': { padding: '6px 8px', font: 'var(--t-small)' },
  '.cm-textfield': { backgroundColor: 'var(--surface-raised)', border: '1px solid var(--line-control)', borderRadius: '4px', color: 'var(--text-1)' },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--surface-raised)',
    border: '1px solid var(--line-2)',
    borderRadius: '4px',
    color: 'var(--text-1)',
  },
})
