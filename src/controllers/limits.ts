// What one tenant may take of an operator that several share. The composition root sets it; the flags of `docket operator` do. Pure data.

export interface TenantLimits {
  /** Incidents that a source may have on record. */
  readonly incidentsPerSource: number;
  /** Mirrored and reported incidents of a namespace beyond which no source of it adds another. */
  readonly incidentsPerNamespace: number;
  /** How often a fixture is read at most, in milliseconds. Undefined: fixtures are not read, as they are for demonstrations. */
  readonly fixtureIntervalMs: number | undefined;
  /** A severityMap may make severities less than they mean without being shown for it. */
  readonly allowsLowered?: boolean;
}

/** For the container of config/manager, whose memory holds some 50,000 incidents. */
export const DEFAULT_LIMITS: TenantLimits = {
  incidentsPerSource: 25_000,
  incidentsPerNamespace: 50_000,
  fixtureIntervalMs: undefined,
};
