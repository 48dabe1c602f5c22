import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { LoginForm, type LoginNotice } from './login-form'

const form = (notice: LoginNotice | undefined) =>
  renderToStaticMarkup(<LoginForm notice={notice} trial={false} />)

describe('the sign-in', () => {
  it('says why somebody is here: nothing, a session that ended, or a stop and who can lift it', () => {
    expect(form(undefined)).not.toMatch(/ended|frozen|deactivated/)
    expect(form('ended')).toContain('Your session has ended.')
    expect(form('frozen')).toContain('A safety lead has frozen your access. Another lead can let you go on')
    expect(form('frozen')).not.toContain('session has ended')
    expect(form('not_active')).toContain('Your access is not active. Ask an admin.')
  })
})
