import { credentialForm } from './credential-form'
import { currentPerson, unlock } from './session'

/** Unlocks the reader for the person who is signed in to the console. */
export function unlockForm(options: { why: string; onCancel?: () => void }): HTMLFormElement {
  return credentialForm({ ...options, personId: currentPerson() ?? '', verb: 'Unlock', act: unlock })
}
