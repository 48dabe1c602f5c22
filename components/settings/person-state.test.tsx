import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { PersonState } from './people-view'

const words = (person: { active: boolean; frozen: boolean; roles?: ['moderator'] | [] }) =>
  renderToStaticMarkup(<PersonState person={{ trial: false, roles: ['moderator'], ...person }} />).replace(
    /<[^>]*>/g,
    '',
  )

describe('the state of a person', () => {
  it('says who can change it: a lead a freeze, an admin the rest', () => {
    expect(words({ active: true, frozen: false })).toBe('active')
    expect(words({ active: false, frozen: true })).toBe('frozen')
    expect(words({ active: false, frozen: true, roles: [] })).toBe('frozen')
    expect(words({ active: false, frozen: false })).toBe('deactivated')
    expect(words({ active: false, frozen: false, roles: [] })).toBe('no role yet')
  })
})
