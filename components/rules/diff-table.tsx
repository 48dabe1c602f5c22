import { Badge, type Tone } from '#components/ui/badge'
import { Table, Td, Th, Tr } from '#components/ui/table'
import type { RuleSet } from '#domain/rule'
import { diffRules, type RuleChange } from './diff-rules'
import { effectWords } from './effect-words'

const NONE: RuleSet = { rules: [], otherwise: { priority: 80, queue: 'general', dueMinutes: 60 } }
const KINDS: Record<RuleChange['type'], { label: string; tone: Tone }> = {
  added: { label: 'added', tone: 'ok' },
  removed: { label: 'removed', tone: 'danger' },
  changed: { label: 'changed', tone: 'accent' },
  moved: { label: 'moved up', tone: 'neutral' },
  otherwise: { label: 'changed', tone: 'accent' },
}
const FIELDS = { name: 'Name', when: 'Condition', effect: 'Effect', enabled: 'Switched' } as const

/** What a set changes against another, rule by rule. */
export function DiffTable({ before = NONE, after }: { before: RuleSet | undefined; after: RuleSet }) {
  const changes = diffRules(before, after, effectWords)
  if (changes.length === 0) return <p className="p-4 text-ink-2">The two sets are the same.</p>
  return (
    <Table aria-label="What changes">
      <thead>
        <tr>
          <Th className="w-24">Change</Th>
          <Th className="w-48">Rule</Th>
          <Th>What</Th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <Tr key={`${change.type}-${change.type === 'otherwise' ? '' : change.rule.id}`}>
            <Td className="py-1.5 align-top">
              <Badge tone={KINDS[change.type].tone}>{KINDS[change.type].label}</Badge>
            </Td>
            <Td className="py-1.5 align-top font-medium">
              {change.type === 'otherwise' ? 'Otherwise' : change.rule.name}
            </Td>
            <Td className="py-1.5">
              <Change change={change} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  )
}

function Change({ change }: { change: RuleChange }) {
  switch (change.type) {
    case 'added':
    case 'removed':
      return (
        <div className="grid gap-0.5">
          <code className="font-mono text-xs">{change.rule.when}</code>
          <span className="text-ink-2">{effectWords(change.rule.effect)}</span>
        </div>
      )
    case 'moved':
      return (
        <span className="text-ink-2">
          now before rules that stood above it; decides between equal priorities
        </span>
      )
    case 'otherwise':
      return <BeforeAfter before={effectWords(change.before)} after={effectWords(change.after)} />
    case 'changed':
      return (
        <dl className="grid gap-1">
          {change.fields.map(({ field, before, after }) => (
            <div key={field}>
              <dt className="text-ink-3 text-xs">{FIELDS[field]}</dt>
              <dd>
                <BeforeAfter before={before} after={after} mono={field === 'when'} />
              </dd>
            </div>
          ))}
        </dl>
      )
  }
}

function BeforeAfter({ before, after, mono }: { before: string; after: string; mono?: boolean }) {
  const font = mono ? 'font-mono text-xs' : ''
  return (
    <div className={`grid gap-0.5 ${font}`}>
      <del className="break-words text-danger">
        <span className="sr-only">before: </span>
        {before}
      </del>
      <ins className="break-words text-ok no-underline">
        <span className="sr-only">after: </span>
        {after}
      </ins>
    </div>
  )
}
