import { useRegistry } from '#components/shell/classifiers'
import { Badge } from '#components/ui/badge'
import { Table, Td, Th, Tr } from '#components/ui/table'
import type { Overview } from '#domain/overview'
import { minutes } from './overview-figures'
import { classifierName, queueName } from './words'

type Data = { data: Overview }

export function QueuesTable({ data }: Data) {
  return (
    <section className="min-w-0">
      <h2 className="mb-1 font-medium text-sm">By queue</h2>
      <Table aria-label="Open cases by queue">
        <thead>
          <tr>
            <Th className="first:pl-0">Queue</Th>
            <Th className="text-right">Open</Th>
            <Th className="text-right">Claimed</Th>
            <Th className="text-right">Overdue</Th>
            <Th className="text-right last:pr-0">Oldest</Th>
          </tr>
        </thead>
        <tbody>
          {data.queues.map((row) => (
            <Tr key={row.queue}>
              <Td className="first:pl-0">{queueName(row.queue)}</Td>
              <Td className="text-right">{row.open}</Td>
              <Td className="text-right text-ink-2">{row.claimed}</Td>
              <Td
                className={row.overdue > 0 ? 'text-right font-medium text-danger' : 'text-right text-ink-2'}
              >
                {row.overdue}
              </Td>
              <Td className="text-right text-ink-2 last:pr-0">{minutes(row.oldestMinutes)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </section>
  )
}

/** A classifier that fails sends its cases to people; here one sees how often. */
export function ClassifierTable({ data }: Data) {
  const registry = useRegistry()
  return (
    <section className="min-w-0">
      <h2 className="mb-1 font-medium text-sm">Classifiers, last 24 hours</h2>
      {data.classifiers.length === 0 ? (
        <p className="py-2 text-ink-2">Nothing was scored in the last 24 hours.</p>
      ) : (
        <Table aria-label="Classifiers in the last 24 hours">
          <thead>
            <tr>
              <Th className="first:pl-0">Classifier</Th>
              <Th>Version</Th>
              <Th className="text-right">Scored</Th>
              <Th className="text-right">Unavailable</Th>
              <Th className="text-right last:pr-0">State</Th>
            </tr>
          </thead>
          <tbody>
            {data.classifiers.map((row) => (
              <Tr key={row.classifier}>
                <Td className="first:pl-0">{classifierName(registry, row.classifier)}</Td>
                <Td className="font-mono text-ink-2 text-xs">{row.version}</Td>
                <Td className="text-right">{row.ok}</Td>
                <Td className="text-right">{row.unavailable}</Td>
                <Td className="text-right last:pr-0">
                  <Availability ok={row.ok} unavailable={row.unavailable} />
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </section>
  )
}

function Availability({ ok, unavailable }: { ok: number; unavailable: number }) {
  if (unavailable === 0) return <Badge tone="ok">all scored</Badge>
  const share = unavailable / (ok + unavailable)
  return <Badge tone={share > 0.2 ? 'danger' : 'warn'}>{(share * 100).toFixed(1)} % unavailable</Badge>
}
