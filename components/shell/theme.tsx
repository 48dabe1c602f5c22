'use client'

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { THEME_COOKIE, type Theme } from '#domain/theme'

type ThemeState = { theme: Theme; shown: 'light' | 'dark'; setTheme: (theme: Theme) => void }
const ThemeContext = createContext<ThemeState>({ theme: 'system', shown: 'light', setTheme: () => {} })

/** The chosen theme, and what is shown: the reader's frames are told the latter. */
export function useTheme(): ThemeState {
  return useContext(ThemeContext)
}

export function ThemeProvider({ initial, children }: { initial: Theme; children: ReactNode }) {
  const [theme, choose] = useState(initial)
  const [systemDark, setSystemDark] = useState(false)

  useEffect(() => {
    const query = window.matchMedia('(prefers-color-scheme: dark)')
    const update = () => setSystemDark(query.matches)
    update()
    query.addEventListener('change', update)
    return () => query.removeEventListener('change', update)
  }, [])

  function setTheme(next: Theme) {
    choose(next)
    document.documentElement.classList.remove('light', 'dark')
    if (next !== 'system') document.documentElement.classList.add(next)
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=31536000; samesite=lax`
  }

  const shown = theme === 'system' ? (systemDark ? 'dark' : 'light') : theme
  return <ThemeContext value={{ theme, shown, setTheme }}>{children}</ThemeContext>
}
