import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { GrantView } from '#components/access/grant-view'
import { Uuid } from '#domain/uuid'
import { requirePage } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Access' }

export default async function GrantPage({ params }: { params: Promise<{ id: string }> }) {
  await requirePage('access:own')
  const { id } = await params
  if (!Uuid.safeParse(id).success) notFound()
  return <GrantView grantId={id} />
}
