import type { Role } from '#domain/permission'
import type { Region } from '#domain/region'

/** The trial's invented staff. Passwords and reading codes are made anew for each checkout and printed at start. */
export const SAMPLE_STAFF: { id: string; name: string; email: string; roles: Role[]; regions: Region[] }[] = [
  {
    id: '0198a000-0000-7000-8000-000000000001',
    name: 'Mara Lind',
    email: 'mara@example.org',
    roles: ['moderator'],
    regions: ['EU', 'UK', 'US', 'ROW'],
  },
  {
    id: '0198a000-0000-7000-8000-000000000002',
    name: 'Jonas Weber',
    email: 'jonas@example.org',
    roles: ['moderator'],
    regions: ['EU'],
  },
  {
    id: '0198a000-0000-7000-8000-000000000003',
    name: 'Priya Nair',
    email: 'priya@example.org',
    roles: ['safety_lead'],
    regions: ['EU', 'UK', 'US', 'ROW'],
  },
  {
    id: '0198a000-0000-7000-8000-000000000004',
    name: 'Tomás Reyes',
    email: 'tomas@example.org',
    roles: ['safety_lead'],
    regions: ['EU', 'UK', 'US', 'ROW'],
  },
  {
    id: '0198a000-0000-7000-8000-000000000005',
    name: 'Alva Berg',
    email: 'alva@example.org',
    roles: ['admin'],
    regions: ['EU', 'UK', 'US', 'ROW'],
  },
  {
    id: '0198a000-0000-7000-8000-000000000006',
    name: 'Henrik Dahl',
    email: 'henrik@example.org',
    roles: ['admin'],
    regions: ['EU', 'UK', 'US', 'ROW'],
  },
  {
    id: '0198a000-0000-7000-8000-000000000007',
    name: 'Lucía Prat',
    email: 'lucia@example.org',
    roles: ['legal'],
    regions: ['EU', 'UK', 'US', 'ROW'],
  },
]
/** The platform that the sample reports come from. */
export const SAMPLE_PLATFORM = { id: 'harbour', name: 'Harbour' }
