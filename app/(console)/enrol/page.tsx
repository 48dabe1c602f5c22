import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { EnrolView } from '#components/enrol/enrol-view'
import { currentActor } from '#services/auth/actor'

export const metadata: Metadata = { title: 'Enrol' }

export default async function EnrolPage() {
  if (!(await currentActor())) redirect('/login')
  return <EnrolView />
}
