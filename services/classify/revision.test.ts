import { describe, expect, it } from 'vitest'
import { CLASSIFIERS } from './registry'
import { codeRevisions } from './train/code-revision'
import revisions from './weights/revision.json'

describe("a classifier's version", () => {
  it('names the code that is here: after a change run `npm run train -- --revision`', () => {
    expect(revisions).toEqual(codeRevisions(CLASSIFIERS))
  })

  it('ends with the digest of that code', () => {
    const known = new Map(Object.entries(revisions))
    for (const { name, version, sources } of CLASSIFIERS)
      if (sources) expect(version.endsWith(`.${known.get(name)}`)).toBe(true)
  })
})
