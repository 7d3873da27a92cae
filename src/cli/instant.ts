// Instants on the command line: read strictly.

import { ConfigError } from '../config.ts';
import { hasValidDate } from '../base/instants.ts';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** The instant that a flag names; throws ConfigError for anything but RFC 3339 with an offset. */
export function instantFlag(flag: string, text: string): Date {
  const instant = new Date(RFC_3339.test(text) ? text.toUpperCase() : Number.NaN);
  if (Number.isNaN(instant.getTime()) || !hasValidDate(text)) {
    const example = '2026-03-31T17:00:00Z or 2026-03-31T19:00:00+02:00';
    throw new ConfigError(`${flag}: ${JSON.stringify(text)} is not an instant; write RFC 3339, such as ${example}`);
  }
  return instant;
}
