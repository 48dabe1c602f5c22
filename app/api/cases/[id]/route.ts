import { route } from '#services/auth/route'
import { caseView } from '#services/review/case-data'
import { CaseParams } from '#services/review/schema'

export const GET = route('case:read', { params: CaseParams }, ({ proof, params }) =>
  caseView(proof, params.id, new Date()),
)
