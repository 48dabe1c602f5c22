import { z } from 'zod'

/** Each region has its own epoch keys, identity key and staff. A conversation never leaves its region's key. */
export const REGIONS = ['EU', 'UK', 'US', 'ROW'] as const
export const Region = z.enum(REGIONS)
export type Region = z.infer<typeof Region>

export const REGION_NAMES: Record<Region, string> = {
  EU: 'European Union',
  UK: 'United Kingdom',
  US: 'United States',
  ROW: 'Rest of the world',
}
