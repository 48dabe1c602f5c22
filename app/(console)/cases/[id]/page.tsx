import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { CasePage } from '#components/review/case-page'
import { AppError } from '#domain/errors'
import { shortId } from '#domain/queue-view'
import { requirePage } from '#services/auth/actor'
import { caseView } from '#services/review/case-data'
import { CaseParams } from '#services/review/schema'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Case ${shortId((await params).id)}` }
}

export default async function Case({ params }: Props) {
  const proof = await requirePage('case:read')
  const parsed = CaseParams.safeParse(await params)
  if (!parsed.success) notFound()
  const view = await caseView(proof, parsed.data.id, new Date()).catch((error: unknown) => {
    // Outside one's regions there is nothing, as with an id that was never given.
    if (error instanceof AppError && ['not_found', 'forbidden'].includes(error.code)) notFound()
    throw error
  })
  // A page for each case: nothing of one stays when the next is shown.
  return <CasePage key={view.id} initial={view} />
}
