import { route } from '#services/auth/route'
import { overview } from '#services/review/overview-data'

export const GET = route('overview:read', {}, ({ proof }) => overview(proof, new Date()))
