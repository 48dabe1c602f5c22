export const dynamic = 'force-dynamic'

/** The console answers, whatever the others do. */
export function GET(): Response {
  return Response.json({ ok: true }, { headers: { 'cache-control': 'no-store' } })
}
