import type { Metadata } from 'next'
import { SearchView } from '#components/review/search-view'
import { requirePage } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Search' }
type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SearchPage({ searchParams }: Props) {
  await requirePage('case:read')
  const { q } = await searchParams
  return <SearchView text={(typeof q === 'string' ? q : '').trim().slice(0, 200)} />
}
