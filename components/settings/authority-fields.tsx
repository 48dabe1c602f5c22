'use client'

import { useId } from 'react'
import { Checkbox } from '#components/ui/checkbox'
import { conflictingRoles, ROLE_NAMES, ROLES, type Role } from '#domain/permission'
import { REGION_NAMES, REGIONS, type Region } from '#domain/region'

const ROLE_HINTS: Record<Role, string> = {
  moderator: 'claims cases, opens what they justify, decides',
  safety_lead: 'reads the ledger, sees no content',
  admin: 'sets rules, people and keys, sees no content',
  legal: 'enters legal requests',
}

/** The sentence that refuses a pair of roles, or undefined. */
export function roleConflict(roles: readonly Role[]): string | undefined {
  const pair = conflictingRoles(roles)
  if (!pair) return undefined
  const [a, b] = pair.map((role) => ROLE_NAMES[role].toLowerCase())
  return `One person cannot be ${a} and ${b}: whoever sets rules or audits access must not read.`
}

export function AuthorityFields({
  roles,
  regions,
  onRoles,
  onRegions,
}: {
  roles: readonly Role[]
  regions: readonly Region[]
  onRoles: (roles: Role[]) => void
  onRegions: (regions: Region[]) => void
}) {
  const conflict = roleConflict(roles)
  return (
    <div className="grid gap-4">
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 text-ink-2 text-xs">Roles</legend>
        {ROLES.map((role) => (
          <Choice
            key={role}
            label={ROLE_NAMES[role]}
            hint={ROLE_HINTS[role]}
            checked={roles.includes(role)}
            onChange={(on) => onRoles(toggled(ROLES, roles, role, on))}
          />
        ))}
        {conflict ? (
          <p role="alert" className="text-danger text-xs">
            {conflict}
          </p>
        ) : null}
      </fieldset>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 text-ink-2 text-xs">Regions</legend>
        {REGIONS.map((region) => (
          <Choice
            key={region}
            label={region}
            hint={REGION_NAMES[region]}
            checked={regions.includes(region)}
            onChange={(on) => onRegions(toggled(REGIONS, regions, region, on))}
          />
        ))}
      </fieldset>
    </div>
  )
}

/** In the order of the table, so that equal choices are equal lists. */
function toggled<T>(all: readonly T[], chosen: readonly T[], value: T, on: boolean): T[] {
  return all.filter((one) => (one === value ? on : chosen.includes(one)))
}

function Choice(props: { label: string; hint: string; checked: boolean; onChange: (on: boolean) => void }) {
  const id = useId()
  return (
    <span className="flex items-center gap-2">
      <Checkbox id={id} checked={props.checked} onCheckedChange={(on) => props.onChange(on === true)} />
      <label htmlFor={id} className="flex items-baseline gap-2">
        {props.label}
        <span className="text-ink-3 text-xs">{props.hint}</span>
      </label>
    </span>
  )
}
