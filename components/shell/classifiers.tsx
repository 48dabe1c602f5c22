'use client'

import { createContext, type ReactNode, useContext } from 'react'
import type { ClassifierWords } from '#domain/classifier'

const Classifiers = createContext<readonly ClassifierWords[]>([])

/** The classifiers of this build, for the pages inside. */
export function ClassifiersProvider(props: {
  classifiers: readonly ClassifierWords[]
  children?: ReactNode
}) {
  return <Classifiers value={props.classifiers}>{props.children}</Classifiers>
}

/** In the order of the registry. */
export function useRegistry(): readonly ClassifierWords[] {
  return useContext(Classifiers)
}
