// Makes the logger: pino, one line of JSON per thing that happened, to standard error.

import { destination, pino, stdTimeFunctions } from 'pino';
import type { LogLevel } from '../config.ts';
import type { Logger } from '../runtime/log.ts';

/** Writes synchronously, so that nothing is lost when the process dies. Secrets are redacted by their type; the paths are a second guard. */
export function createLogger(level: LogLevel): Logger {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: ['*.authorization', '*.token', '*.clientSecret', 'err.options', 'err.config'],
      censor: '[redacted]',
    },
  };
  return pino(options, destination({ dest: 2, sync: true }));
}
