import { route } from '#services/auth/route'
import { SearchQuery } from '#services/review/schema'
import { searchCases } from '#services/review/search-data'

export const GET = route('case:read', { query: SearchQuery }, async ({ proof, query }) => ({
  groups: await searchCases(proof, query.q),
}))
