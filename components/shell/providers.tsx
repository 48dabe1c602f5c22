'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Toaster } from 'sonner'
import { TooltipProvider } from '#components/ui/tooltip'
import type { Theme } from '#domain/theme'
import { ApiError } from './api'
import { ThemeProvider, useTheme } from './theme'

function retry(failures: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.status >= 400 && error.status < 500
  return !refused && failures < 2
}

function Toasts() {
  const { shown } = useTheme()
  return (
    <Toaster
      theme={shown}
      position="bottom-center"
      style={{ fontFamily: 'inherit' }}
      toastOptions={{ className: '!border-line !bg-raised !text-ink !text-sm', duration: 5_000 }}
    />
  )
}

export function Providers({ theme, children }: { theme: Theme; children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry, staleTime: 2_000, refetchOnWindowFocus: true } },
      }),
  )
  return (
    <QueryClientProvider client={client}>
      <ThemeProvider initial={theme}>
        <TooltipProvider delayDuration={400} skipDelayDuration={150}>
          {children}
        </TooltipProvider>
        <Toasts />
      </ThemeProvider>
    </QueryClientProvider>
  )
}
