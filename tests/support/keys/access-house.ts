import { afterAll, beforeAll, expect } from 'vitest'
import type { Role } from '#domain/permission'
import { accessOf } from './access'
import { type KeyServiceForTests, PEOPLE, startTestKeyService } from './key-service'
import type { SealedReport } from './sealed-reports'
import type { TestSession } from './session'

type Seal = Parameters<KeyServiceForTests['put']>[0]
const STAFF = ['mara', 'jonas', 'priya', 'tomas', 'alva'] as const

/** A refusal with this reason, to match an error with. */
export const refused = (reason: string) => ({ reason })

/**
 * A key service in which moderators (mara, jonas), leads (priya, tomas) and an admin (alva) have a session. It is there
 * for the tests of the file or block that made it, and no sweep comes between them.
 */
export class AccessHouse {
  keys!: KeyServiceForTests
  access!: ReturnType<typeof accessOf>
  mara!: TestSession
  jonas!: TestSession
  priya!: TestSession
  tomas!: TestSession
  alva!: TestSession
  readonly #seal: Seal

  /** @param seal the report that `adopted` makes when it is not told of another. */
  constructor(seal: Seal) {
    this.#seal = seal
    beforeAll(async () => {
      this.keys = await startTestKeyService({ sweepEveryMs: 60_000 })
      this.access = accessOf(this.keys)
      const sessions = await Promise.all(STAFF.map((person) => this.keys.session(person)))
      for (const [i, person] of STAFF.entries()) this[person] = sessions[i]!
    })
    afterAll(() => this.keys?.stop())
  }

  async adopted(seal: Seal = this.#seal): Promise<SealedReport> {
    const report = await this.keys.put(seal)
    await this.keys.adopted(report)
    return report
  }

  async denials(code: string): Promise<number> {
    const entries = await this.keys.entries()
    return entries.filter((entry) => entry.kind === 'deny' && entry.code === code).length
  }

  /** The same refusal, and one more denial in the ledger. */
  async denied(what: () => Promise<unknown>, code: string): Promise<void> {
    const before = await this.denials(code)
    await expect(what()).rejects.toMatchObject(refused(code))
    expect(await this.denials(code)).toBe(before + 1)
  }

  /** Jonas is a legal responder while `work` runs. */
  async asLegal<T>(work: (legal: TestSession) => Promise<T>): Promise<T> {
    const change = (role: Role) =>
      this.alva.ask({
        ...{ op: 'change-person', personId: PEOPLE.jonas, roles: [role], regions: ['EU'], active: true },
      })
    await change('legal')
    try {
      return await work(this.jonas)
    } finally {
      await change('moderator')
    }
  }
}
