'use client'

import {
  autocompletion,
  type Completion,
  type CompletionContext,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { setDiagnostics } from '@codemirror/lint'
import { Annotation, Compartment, EditorState, type Extension, RangeSetBuilder } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  keymap,
  placeholder,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { useRegistry } from '#components/shell/classifiers'
import { type FactTable, factTable } from '#domain/facts'
import { conditionTheme } from './condition-theme'
import { type Offer, offersAt, tokens } from './vocabulary'

/** Offsets are UTF-16 code units into the condition, half-open. */
export type ConditionProblem = { from: number; to: number; message: string }

const COMPLETION_TYPE: Record<Offer['kind'], string> = {
  fact: 'variable',
  value: 'constant',
  method: 'method',
  keyword: 'keyword',
}

type Facts = { readonly current: FactTable }

const completing = (facts: Facts) => (context: CompletionContext) => {
  const { state, pos } = context
  const { from, offers } = offersAt(facts.current, state.sliceDoc(0, pos), state.sliceDoc(pos, pos + 1))
  if (offers.length === 0 || (from === pos && !context.explicit && offers[0]?.kind === 'fact')) return null
  const options: Completion[] = offers.map((offer) => ({
    label: offer.label,
    detail: offer.detail,
    ...(offer.info ? { info: offer.info } : {}),
    apply: offer.insert,
    type: COMPLETION_TYPE[offer.kind],
  }))
  return { from, options, validFor: /^\w*$/ }
}

function colours(facts: FactTable, view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const { from, to, kind } of tokens(facts, view.state.doc.toString()))
    builder.add(from, to, Decoration.mark({ class: `cel-${kind}` }))
  return builder.finish()
}

const colouring = (facts: Facts) =>
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet
      constructor(view: EditorView) {
        this.decorations = colours(facts.current, view)
      }
      update(update: ViewUpdate) {
        if (update.docChanged) this.decorations = colours(facts.current, update.view)
      }
    },
    { decorations: (plugin) => plugin.decorations },
  )

/**
 * A condition's text with completion, colours and underlined problems. Tab leaves the field, as in any form;
 * Control-Space asks for completion.
 */
export function ConditionEditor({
  value,
  onChange,
  problems,
  label,
  describedBy,
  readOnly = false,
}: {
  value: string
  onChange(value: string): void
  problems: readonly ConditionProblem[]
  label: string
  describedBy?: string
  readOnly?: boolean
}) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const attributes = useRef(new Compartment())
  const changed = useRef(onChange)
  const registry = useRegistry()
  const facts = useRef(factTable(registry))
  const invalid = problems.length > 0

  useEffect(() => {
    changed.current = onChange
    facts.current = factTable(registry)
  }, [onChange, registry])

  useEffect(() => {
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        extensions: [
          history(),
          keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
          autocompletion({
            override: [completing(facts)],
            icons: false,
            defaultKeymap: false,
            maxRenderedOptions: 40,
          }),
          EditorView.lineWrapping,
          placeholder('reason == "grooming" && minorInvolved'),
          colouring(facts),
          conditionTheme,
          attributes.current.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside)))
              changed.current(update.state.doc.toString())
          }),
        ],
      }),
    })
    view.current = editor
    return () => {
      view.current = null
      editor.destroy()
    }
  }, [])

  useEffect(() => {
    const next: Extension = [
      EditorState.readOnly.of(readOnly),
      EditorView.editable.of(!readOnly),
      EditorView.contentAttributes.of({
        'aria-label': label,
        'aria-invalid': String(invalid),
        ...(describedBy ? { 'aria-describedby': describedBy } : {}),
        spellcheck: 'false',
        ...(readOnly ? { tabindex: '0' } : {}),
      }),
    ]
    view.current?.dispatch({ effects: attributes.current.reconfigure(next) })
  }, [label, readOnly, describedBy, invalid])

  useEffect(() => {
    const editor = view.current
    if (!editor) return
    if (editor.state.doc.toString() !== value)
      editor.dispatch({
        changes: { from: 0, to: editor.state.doc.length, insert: value },
        annotations: fromOutside.of(true),
      })
    const length = editor.state.doc.length
    const diagnostics = problems.map(({ from, to, message }) => ({
      from: Math.min(from, Math.max(0, length - 1)),
      to: Math.min(Math.max(to, from + 1), length),
      severity: 'error' as const,
      message,
    }))
    editor.dispatch(setDiagnostics(editor.state, diagnostics))
  }, [problems, value])

  return <div ref={host} className="rounded-md border border-line-strong bg-surface" />
}

/** Marks a change that came in as a property, so that it is not reported as typed. */
const fromOutside = Annotation.define<boolean>()
