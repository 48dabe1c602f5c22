import { Skeleton } from '#components/ui/skeleton'

export default function Loading() {
  return (
    <div role="status" aria-label="Loading the case" className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-11 shrink-0 items-center gap-3 border-line border-b px-4">
        <Skeleton className="w-40" />
        <Skeleton className="w-64" />
      </div>
      <div className="flex flex-1">
        <div className="flex-1" />
        <div className="grid w-[360px] content-start gap-3 border-line border-l p-4">
          {[72, 88, 64, 80, 48, 76].map((width) => (
            <Skeleton key={width} style={{ width: `${width}%` }} />
          ))}
        </div>
      </div>
    </div>
  )
}
