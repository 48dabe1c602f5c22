'use client'

import { messageOf } from '#components/shell/api'
import { Button } from '#components/ui/button'
import { SkeletonRows } from '#components/ui/skeleton'
import { EmptyState, ErrorState } from '#components/ui/state-message'
import { ApiKeys } from './api-keys'
import { Endpoints } from './endpoints'
import { FrankingKeys } from './franking-keys'
import { usePlatforms } from './use-platforms'

/** Who may send reports, and where decisions go: keys, webhook endpoints and franking keys of each platform. */
export function PlatformsView() {
  const query = usePlatforms()
  if (query.isPending) return <SkeletonRows rows={8} columns={['120px', '180px', '240px', '80px']} />
  if (!query.data)
    return (
      <ErrorState
        title="Platforms could not be loaded"
        action={<Button onClick={() => query.refetch()}>Try again</Button>}
      >
        {messageOf(query.error)} Reports are still taken in meanwhile.
      </ErrorState>
    )
  const { platforms, frankingRecipient } = query.data
  if (platforms.length === 0)
    return (
      <EmptyState title="No platform yet">Platforms are entered when the installation is set up.</EmptyState>
    )
  return platforms.map((platform) => (
    <section
      key={platform.id}
      aria-labelledby={`platform-${platform.id}`}
      className="border-line border-b pb-6"
    >
      <h2
        id={`platform-${platform.id}`}
        className="flex h-11 items-center gap-2 px-4 font-semibold text-base"
      >
        {platform.name}
        <code className="font-mono font-normal text-ink-3 text-xs">{platform.id}</code>
      </h2>
      <ApiKeys platform={platform} />
      <Endpoints platform={platform} />
      <FrankingKeys platform={platform} recipient={frankingRecipient} />
    </section>
  ))
}
