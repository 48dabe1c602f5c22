'use client'

import type { ReactNode } from 'react'
import type { ClassifierWords } from '#domain/classifier'
import type { Actor } from '#domain/permission'
import { AgentProvider } from './agent'
import { Banners } from './banners'
import { ClassifiersProvider } from './classifiers'
import { LiveProvider } from './live'
import { Rail } from './rail'
import { ShortcutProvider } from './shortcuts'
import { TopBar } from './top-bar'

type ShellProps = {
  actor: Actor
  readerOrigin: string
  trial: boolean
  classifiers: readonly ClassifierWords[]
  children: ReactNode
}

/** The frame round every page of a signed-in person. Pages scroll inside it; it does not. */
export function Shell({ actor, readerOrigin, trial, classifiers, children }: ShellProps) {
  return (
    <ShortcutProvider>
      <LiveProvider>
        <AgentProvider origin={readerOrigin} personId={actor.personId}>
          <a href="#main" className="skip-link z-50 rounded-md bg-accent px-3 py-2 text-on-accent">
            Skip to the page
          </a>
          <div className="flex h-dvh flex-col overflow-hidden">
            <Banners trial={trial} roles={actor.roles} />
            <div className="flex min-h-0 flex-1">
              <Rail roles={actor.roles} />
              <div className="flex min-w-0 flex-1 flex-col">
                <TopBar actor={actor} />
                <main
                  id="main"
                  tabIndex={-1}
                  className="flex min-h-0 flex-1 flex-col bg-surface outline-none"
                >
                  <ClassifiersProvider classifiers={classifiers}>{children}</ClassifiersProvider>
                </main>
              </div>
            </div>
          </div>
        </AgentProvider>
      </LiveProvider>
    </ShortcutProvider>
  )
}
