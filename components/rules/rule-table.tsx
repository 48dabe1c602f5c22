import { Badge } from '#components/ui/badge'
import { cn } from '#components/ui/class-names'
import { Table, Td, Th, Tr } from '#components/ui/table'
import type { RuleEffect } from '#domain/rule'
import { dueWords, queueName } from './effect-words'
import type { SetView } from './use-rules'

/** A set as it stands: each rule in words and, when asked, as it is written. Order breaks ties of priority. */
export function RuleTable({ view, asText, label }: { view: SetView; asText: boolean; label: string }) {
  const { rules, otherwise } = view.set
  return (
    <Table aria-label={label}>
      <thead>
        <tr>
          <Th className="w-10 text-right">#</Th>
          <Th className="w-64">Rule</Th>
          <Th>{asText ? 'Condition' : 'When'}</Th>
          <Th className="w-32">Queue</Th>
          <Th className="w-20 text-right">Priority</Th>
          <Th className="w-24 text-right">Due in</Th>
        </tr>
      </thead>
      <tbody>
        {rules.map((rule, index) => (
          <Tr key={rule.id} className={cn(!rule.enabled && 'text-ink-3')}>
            <Td className="tabular text-right text-ink-3">{index + 1}</Td>
            <Td className="py-1.5">
              <span className="flex items-center gap-2">
                <span className={cn('min-w-0', rule.enabled && 'font-medium')}>{rule.name}</span>
                {rule.enabled ? null : <Badge tone="outline">off</Badge>}
              </span>
            </Td>
            <Td className="py-1.5">
              {asText ? (
                <code className="font-mono text-xs">{rule.when}</code>
              ) : (
                (view.words[rule.id] ?? rule.when)
              )}
            </Td>
            <EffectCells effect={rule.effect} />
          </Tr>
        ))}
        <Tr>
          <Td />
          <Td className="py-1.5 font-medium">Otherwise</Td>
          <Td className="text-ink-2">no rule applies</Td>
          <EffectCells effect={otherwise} />
        </Tr>
      </tbody>
    </Table>
  )
}

function EffectCells({ effect }: { effect: RuleEffect }) {
  return (
    <>
      <Td className="whitespace-nowrap">{queueName(effect.queue)}</Td>
      <Td className="tabular text-right">{effect.priority}</Td>
      <Td className="tabular whitespace-nowrap text-right">{dueWords(effect.dueMinutes)}</Td>
    </>
  )
}
