// Instants on the command line: read strictly. `--now` is the flag of every command that judges.

import { systemClock } from '../base/clock.ts';
import { ConfigError } from '../config.ts';
import { hasValidDate } from '../base/instants.ts';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** The instant that a flag names; throws ConfigError for anything but RFC 3339 with an offset. */
function instantFlag(flag: string, text: string): Date {
  const instant = new Date(RFC_3339.test(text) ? text.toUpperCase() : Number.NaN);
  if (Number.isNaN(instant.getTime()) || !hasValidDate(text)) {
    const example = '2026-03-31T17:00:00Z or 2026-03-31T19:00:00+02:00';
    throw new ConfigError(`${flag}: ${JSON.stringify(text)} is not an instant; write RFC 3339, such as ${example}`);
  }
  return instant;
}

export const NOW = ['--now <instant>', 'judge as of this instant, RFC 3339; default: the present'] as const;

/** The value of `--now`. The present is cut to whole seconds, as times in a cluster have no fractions. */
export function nowOf(text: string | undefined): Date {
  return text === undefined ? wholeSecond(systemClock.now()) : instantFlag('--now', text);
}

const wholeSecond = (instant: Date): Date => new Date(Math.floor(instant.getTime() / 1_000) * 1_000);
