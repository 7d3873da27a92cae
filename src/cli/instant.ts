// Instants on the command line: read strictly, written in UTC.

import { ConfigError } from '../config.ts';
import { rfc3339 } from '../api/conditions.ts';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** The instant that a flag names; throws ConfigError for anything but RFC 3339 with an offset. */
export function instantFlag(flag: string, text: string): Date {
  const instant = new Date(RFC_3339.test(text) ? text.toUpperCase() : Number.NaN);
  if (Number.isNaN(instant.getTime()) || !hasItsDay(text)) {
    const example = '2026-03-31T17:00:00Z or 2026-03-31T19:00:00+02:00';
    throw new ConfigError(`${flag}: ${JSON.stringify(text)} is not an instant; write RFC 3339, such as ${example}`);
  }
  return instant;
}

/** JavaScript takes February 30th for a day of March. */
function hasItsDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day;
}

/** As the API writes it: UTC and `Z`, whole seconds. */
export function instantText(ms: number): string {
  return rfc3339(new Date(ms));
}

/** With the fraction of a second, where there is one. */
export function exactText(instant: Date): string {
  return instant.getTime() % 1_000 === 0 ? rfc3339(instant) : instant.toISOString();
}

/** A member of an object with an instant, or no member. */
export function instantMember<Name extends string>(name: Name, ms: number | undefined): Partial<Record<Name, string>> {
  return ms === undefined ? {} : ({ [name]: instantText(ms) } as Record<Name, string>);
}
