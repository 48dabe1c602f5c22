import {
  bandOf,
  type CalibrationInUse,
  CalibrationParameters,
  recalibrate,
  Thresholds,
} from '#domain/calibration'
import type { Signal } from '#domain/signal'
import type { Query } from '#lib/query'
import { unavailable } from './unavailable'

type Row = {
  id: string
  state: 'active' | 'shadow'
  platform: string
  classifier: string
  version: string
  parameters: unknown
  thresholds: unknown
}
/** A row in force that cannot be read: what it was to say is not known, so a person looks. */
export type Damaged = { id: string; damaged: true }
export type PlatformCalibrations = {
  /** By classifier. What names one that is in no registry is never asked for. */
  active: ReadonlyMap<string, CalibrationInUse | Damaged>
  shadows: readonly CalibrationInUse[]
}

const NONE: PlatformCalibrations = { active: new Map(), shadows: [] }

/**
 * Which calibrations are in force or in shadow, by platform. Asked for again when `ttlMs` has passed: a promotion
 * reaches every worker within that time.
 */
export class CalibrationsInUse {
  private readonly query: Query
  private readonly ttlMs: number
  private loaded: Promise<ReadonlyMap<string, PlatformCalibrations>> | undefined
  private freshUntil = 0

  constructor(query: Query, ttlMs = 2_000) {
    this.query = query
    this.ttlMs = ttlMs
  }

  /** @throws when PostgreSQL cannot be asked: nothing is scored by a guess. */
  async of(platform: string): Promise<PlatformCalibrations> {
    if (!this.loaded || performance.now() >= this.freshUntil) {
      this.freshUntil = performance.now() + this.ttlMs
      const loading = this.load()
      this.loaded = loading
      // A failure is this caller's; the next one asks anew.
      loading.catch(() => {
        if (this.loaded === loading) this.loaded = undefined
      })
    }
    return (await this.loaded).get(platform) ?? NONE
  }

  private async load(): Promise<ReadonlyMap<string, PlatformCalibrations>> {
    const rows = await this.query<Row>(
      `SELECT id, state, platform_id AS platform, classifier, version, parameters, thresholds
       FROM calibration WHERE state IN ('active', 'shadow') ORDER BY created_at, id`,
      [],
    )
    type Loading = { active: Map<string, CalibrationInUse | Damaged>; shadows: CalibrationInUse[] }
    const platforms = new Map<string, Loading>()
    for (const row of rows) {
      const of: Loading = platforms.get(row.platform) ?? { active: new Map(), shadows: [] }
      platforms.set(row.platform, of)
      const calibration = inUse(row)
      if (row.state === 'active') of.active.set(row.classifier, calibration ?? { id: row.id, damaged: true })
      else if (calibration) of.shadows.push(calibration)
    }
    return platforms
  }
}

function inUse(row: Row): CalibrationInUse | undefined {
  const parameters = CalibrationParameters.safeParse(row.parameters)
  const thresholds = Thresholds.nullable().safeParse(row.thresholds)
  if (!parameters.success || !thresholds.success) return undefined
  // Bands of the classifier's own are cut on its own scale: on another they would mean something else.
  if (thresholds.data === null && parameters.data.method !== 'shipped') return undefined
  const { id, platform, classifier, version } = row
  return { id, platform, classifier, version, parameters: parameters.data, thresholds: thresholds.data }
}

/** The signal as the calibration reads it; its evidence stays on the classifier's own scale. */
export function underCalibration(signal: Signal, calibration: CalibrationInUse): Signal {
  if (signal.status !== 'ok' || signal.score === null) return signal
  const score = recalibrate(calibration.parameters, signal.score)
  if (!Number.isFinite(score))
    return unavailable(calibration.classifier, signal.version, 'calibration_failed')
  return {
    ...signal,
    score,
    band: calibration.thresholds ? bandOf(calibration.thresholds, score) : signal.band,
  }
}
