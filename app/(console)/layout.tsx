import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { Shell } from '#components/shell/shell'
import { wordsOf } from '#domain/classifier'
import { consoleEnv } from '#lib/console-env'
import { currentActor } from '#services/auth/actor'
import { CLASSIFIERS } from '#services/classify/registry'

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await currentActor()
  if (!actor) redirect('/login')
  const { READER_ORIGIN, COUNTERSIGN_MODE } = consoleEnv()
  return (
    <Shell
      actor={actor}
      readerOrigin={READER_ORIGIN}
      trial={COUNTERSIGN_MODE === 'trial'}
      classifiers={wordsOf(CLASSIFIERS)}
    >
      {children}
    </Shell>
  )
}
