'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useAgent } from '#components/shell/agent'
import { api } from '#components/shell/api'
import type { Role } from '#domain/permission'
import type { Region } from '#domain/region'

export type Authority = { roles: Role[]; regions: Region[]; active: boolean }
export type PersonView = Authority & {
  id: string
  email: string
  name: string
  frozen: boolean
  trial: boolean
  createdAt: string
}
export type PeopleAnswer = { people: PersonView[]; activeLeads: number }

export function usePeople() {
  return useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => api<PeopleAnswer>('/api/people', { signal }),
  })
}

/** Signs what a person may do and has it carried to the key service, whose commit makes it true. */
export function useChangePerson() {
  const { sign } = useAgent()
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ person, next }: { person: PersonView; next: Authority }) => {
      const signed = await sign({ op: 'change-person', personId: person.id, ...next })
      const { roles, regions, active } = person
      return api(`/api/people/${person.id}`, { body: { signed, expected: { roles, regions, active } } })
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['people'] }),
  })
}

export type Added = { personId: string; password: string; pending: boolean }

export function useAddPerson() {
  const { sign } = useAgent()
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (person: { name: string; email: string; roles: Role[]; regions: Region[] }) => {
      const { name, email, roles, regions } = person
      const personId = crypto.randomUUID()
      const signed = await sign({ op: 'change-person', personId, roles, regions, active: true })
      return api<Added>('/api/people', { body: { signed, name, email } })
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['people'] }),
  })
}
