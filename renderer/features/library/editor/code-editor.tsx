import { autocompletion, type CompletionContext, type CompletionResult, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { Annotation, Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import type { Problem } from '../../../../core/contract/registry.ts'
import { t } from '../../../app/messages.ts'
import { told } from '../../../app/told.ts'
import { editorTheme } from './editor-theme.ts'
import { keysAt, type Schema, valuesAt } from './schema-choices.ts'
import { yamlPlace } from './yaml-path.ts'

export interface CodeEditorHandle {
  /** Puts the cursor at a line and column, both from 1, and the focus with it. */
  goTo(line: number, column: number): void
}

interface CodeEditorProps {
  label: string
  fileName: string
  text: string
  isReadOnly: boolean
  problems: readonly Problem[]
  /** What is offered while typing; null: nothing. */
  schema: Schema | null
  onChange: (text: string) => void
  onSave: () => void
  /** Where the cursor and the focus go at first; null: nowhere. */
  start: { line: number; column: number } | null
  ref?: Ref<CodeEditorHandle>
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--text-1)', fontWeight: '500' },
  { tag: [tags.string, tags.content, tags.attributeValue], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-number)' },
  { tag: [tags.keyword, tags.typeName, tags.labelName], color: 'var(--code-word)' },
  { tag: [tags.comment, tags.meta, tags.separator, tags.punctuation], color: 'var(--text-3)' },
])
/** Set by the page, not by the person: not to be told back. */
const fromPage = Annotation.define<boolean>()

/** CodeMirror with a text that the page holds. Tab leaves it; Mod+] and Mod+[ move lines in and out. */
export default function CodeEditor({ label, fileName, text, isReadOnly, problems, schema, onChange, onSave, start, ref }: CodeEditorProps) {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const access = useRef(new Compartment())
  const now = useRef({ schema, onChange, onSave, text, isReadOnly })
  now.current = { schema, onChange, onSave, text, isReadOnly }
  const first = useRef(start)
  const isMarkdown = /\.md$/i.test(fileName)
  const isYaml = isMarkdown || /\.ya?ml$/i.test(fileName)

  useEffect(() => {
    const complete = (context: CompletionContext): CompletionResult | null => {
      const { schema } = now.current
      const place = schema && yamlPlace(context.state.doc.toString(), context.pos, isMarkdown)
      if (!schema || !place || (!context.explicit && place.writes === 'key' && place.from === context.pos)) return null
      const choices = place.writes === 'key' ? keysAt(schema, place.path) : valuesAt(schema, place.path)
      return {
        from: place.from,
        options: choices.map(({ label, detail, about, tail }) => ({
          label,
          detail,
          info: about || undefined,
          apply: label + tail,
          type: 'property',
        })) as CompletionResult['options'],
        validFor: /^[\w.$-]*$/,
      }
    }
    const editor = new EditorView({
      parent: box.current as HTMLElement,
      state: EditorState.create({
        doc: now.current.text,
        extensions: [
          access.current.of(readOnly(now.current.isReadOnly)),
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of('  '),
          bracketMatching(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          lintGutter(),
          syntaxHighlighting(colours),
          isYaml ? [yaml(), autocompletion({ override: [complete], icons: false })] : [],
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
          EditorView.updateListener.of((update) => {
            const isOwn = update.transactions.some((one) => one.annotation(fromPage))
            if (update.docChanged && !isOwn) now.current.onChange(update.state.doc.toString())
          }),
          keymap.of([
            {
              key: 'Mod-s',
              preventDefault: true,
              run: () => {
                now.current.onSave()
                return true
              },
            },
            ...completionKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...searchKeymap,
            ...lintKeymap,
          ]),
          editorTheme,
        ],
      }),
    })
    view.current = editor
    if (first.current) {
      editor.dispatch({ selection: { anchor: offsetOf(editor.state, first.current.line, first.current.column) }, scrollIntoView: true })
      editor.focus()
    }
    return () => {
      editor.destroy()
      view.current = null
    }
  }, [label, isMarkdown, isYaml])

  useEffect(() => {
    const editor = view.current
    if (editor && editor.state.doc.toString() !== text)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text }, annotations: fromPage.of(true) })
  }, [text])
  useEffect(() => {
    view.current?.dispatch({ effects: access.current.reconfigure(readOnly(isReadOnly)) })
  }, [isReadOnly])
  useEffect(() => {
    const editor = view.current
    if (editor) editor.dispatch(setDiagnostics(editor.state, diagnosticsOf(editor.state, problems, isReadOnly)))
  }, [problems, isReadOnly])

  useImperativeHandle(ref, () => ({
    goTo(line, column) {
      const editor = view.current
      if (!editor) return
      editor.dispatch({ selection: { anchor: offsetOf(editor.state, line, column) }, scrollIntoView: true })
      editor.focus()
    },
  }))
  return <div ref={box} className="code-editor" />
}

/** What cannot be changed keeps its cursor, so that the keyboard can scroll and copy it. */
const readOnly = (isReadOnly: boolean) => [
  EditorState.readOnly.of(isReadOnly),
  EditorView.contentAttributes.of({ 'aria-readonly': String(isReadOnly) }),
]

function offsetOf(state: EditorState, line: number, column: number): number {
  const at = state.doc.line(Math.max(1, Math.min(line, state.doc.lines)))
  return Math.min(at.to, at.from + Math.max(0, column - 1))
}

/** Problems where they are; each as long as it says, else as long as its word. In a text that cannot be changed none has a fix. */
function diagnosticsOf(state: EditorState, problems: readonly Problem[], isReadOnly: boolean): Diagnostic[] {
  return problems.map((problem) => {
    const from = offsetOf(state, problem.line, problem.column)
    const to = problem.endColumn === undefined ? (state.wordAt(from)?.to ?? from) : offsetOf(state, problem.line, problem.endColumn)
    const { fix } = problem
    return {
      from,
      to: Math.max(from, to),
      severity: problem.severity,
      message: [told(problem.message), problem.suggestion && told(problem.suggestion)].filter(Boolean).join('\n'),
      ...(fix &&
        !isReadOnly && {
          actions: [
            {
              name: t.editor.fix,
              apply: (view: EditorView, start: number, end: number) => view.dispatch({ changes: { from: start, to: end, insert: fix.replacement } }),
            },
          ],
        }),
    }
  })
}
