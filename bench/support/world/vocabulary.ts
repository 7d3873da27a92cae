// What the objects of the generated world have in common: names, words and instants.

import { rfc3339 } from '../../../src/base/instants.ts';
import type { Severity } from '../../../src/api/v1alpha1/vocabulary.gen.ts';

export const NAMESPACE = 'bench';
export const SOURCE = 'fixture';
export const SEVERITIES = ['Critical', 'High', 'Medium', 'Low', 'Info'] as const satisfies readonly Severity[];
export const ZONES = ['emea', 'apac', 'amer', 'lab'] as const;
export const TEAMS = ['payments', 'search', 'platform', 'mobile', 'data', 'identity', 'web', 'edge'] as const;
export const CATEGORIES = ['Malware', 'Phishing', 'Outage', 'Leak'] as const;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A Monday morning: the start of the measured hours. */
export const NOW = Date.UTC(2026, 2, 2, 10);
/** Other deadlines start from an evening, so that none of them falls into the measured hours. */
export const EVENING = Date.UTC(2026, 2, 1, 22);

export function pick<T>(choices: readonly T[], number: number): T {
  return choices[number % choices.length] as T;
}

/** Spreads consecutive numbers over 32 bits, so that different bits of the result are independent. */
export function spread(number: number): number {
  const mixed = Math.imul((number + 1) ^ ((number + 1) >>> 15), 0x9e3779b1);
  return Math.imul(mixed ^ (mixed >>> 13), 0x85ebca6b) >>> 0;
}

export const rfc3339At = (ms: number): string => rfc3339(ms);

/** The object as a cluster stores it. */
export function metadata(name: string, labels: Readonly<Record<string, string>> = {}) {
  return {
    name,
    namespace: NAMESPACE,
    uid: `uid-of-${name}`,
    resourceVersion: '1',
    generation: 1,
    creationTimestamp: '2025-10-01T22:00:00Z',
    labels: { ...labels },
  };
}
