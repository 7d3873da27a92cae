// Recorders for what the runtime reports: a logger that keeps its lines and metrics that keep their calls. They judge nothing.

import type { Logger, LogFields } from '../../../src/runtime/log.ts';
import { noMetrics, type RuntimeMetrics } from '../../../src/runtime/metrics.ts';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: LogFields;
  readonly msg: string;
}

/** A logger whose lines, its children's included, are kept in `lines`. */
export function recordingLogger(lines: LogLine[] = [], bound: LogFields = {}): Logger & { readonly lines: LogLine[] } {
  const at =
    (level: LogLine['level']) =>
    (fields: LogFields, msg: string): void =>
      void lines.push({ level, fields: { ...bound, ...fields }, msg });
  return {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => recordingLogger(lines, { ...bound, ...fields }),
  };
}

/** Metrics whose calls are kept, each as the hook's name and its arguments. */
export function recordingMetrics(): RuntimeMetrics & { readonly calls: unknown[][] } {
  const calls: unknown[][] = [];
  const hooks = Object.keys(noMetrics).map((hook) => [hook, (...args: unknown[]) => void calls.push([hook, ...args])]);
  return { ...noMetrics, ...(Object.fromEntries(hooks) as Partial<RuntimeMetrics>), calls };
}
