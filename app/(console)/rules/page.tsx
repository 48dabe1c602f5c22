import type { Metadata } from 'next'
import { RulesView } from '#components/rules/rules-view'
import { authorise } from '#domain/permission'
import { requirePage } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Rules' }

export default async function RulesPage() {
  const { actor } = await requirePage('rules:read')
  return <RulesView personId={actor.personId} mayWrite={authorise(actor, 'rules:write') !== undefined} />
}
