'use client'

import { Check, ChevronDown } from 'lucide-react'
import { Select as Primitive } from 'radix-ui'
import { cn } from './class-names'

export type Option = { value: string; label: string; hint?: string }
type SelectProps = {
  value: string
  onChange: (value: string) => void
  options: readonly Option[]
  /** Said to screen readers, and shown before the value when `prefix` is set. */
  label: string
  prefix?: boolean
  placeholder?: string
  id?: string
  disabled?: boolean
  className?: string
}

/** A list of one choice. Values may not be empty: use a word such as `all`. */
export function Select({
  value,
  onChange,
  options,
  label,
  prefix,
  placeholder,
  id,
  disabled,
  className,
}: SelectProps) {
  return (
    <Primitive.Root value={value} onValueChange={onChange} disabled={disabled ?? false}>
      <Primitive.Trigger
        id={id}
        aria-label={label}
        className={cn(
          'inline-flex h-7 items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-ink text-xs hover:bg-hover disabled:opacity-55 data-[placeholder]:text-ink-3',
          className,
        )}
      >
        {prefix ? <span className="text-ink-3">{label}</span> : null}
        <span className="min-w-0 flex-1 truncate text-left">
          <Primitive.Value placeholder={placeholder} />
        </span>
        <ChevronDown aria-hidden className="size-3 shrink-0 text-ink-3" />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) overflow-hidden rounded-lg border border-line bg-raised p-1 shadow-pop"
        >
          <Primitive.Viewport>
            {options.map((option) => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                className="flex items-start gap-2 rounded-sm px-2 py-1 text-sm outline-none data-[highlighted]:bg-hover"
              >
                <span className="mt-0.5 size-3.5 shrink-0 text-accent">
                  <Primitive.ItemIndicator>
                    <Check aria-hidden className="size-3.5" />
                  </Primitive.ItemIndicator>
                </span>
                <span className="grid">
                  <Primitive.ItemText>{option.label}</Primitive.ItemText>
                  {option.hint ? <span className="text-ink-3 text-xs">{option.hint}</span> : null}
                </span>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
