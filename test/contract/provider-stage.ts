// The setup of the provider contract: an upstream system that changes, a clock, and a source that reads it.

import type { Source } from '../../src/integrations/provider.ts';
import { type FakeClock } from '../support/time/fake-clock.ts';

/** The upstream system, with the actions of its users. Times are those of the stage's clock. */
export interface Upstream {
  create(incident: { readonly id: string; readonly title?: string; readonly at?: Date }): void;
  acknowledge(id: string): void;
  resolve(id: string): void;
  reopen(id: string): void;
  remove(id: string): void;
  rename(id: string, title: string): void;
}

export interface Stage extends AsyncDisposable {
  readonly clock: FakeClock;
  readonly upstream: Upstream;
  /** Shifts the upstream's clock relative to ours. */
  skewUpstream(ms: number): void;
  open(options?: { readonly dataPolicy?: 'Minimal' | 'Full' }): Source;
  /** What the vendor says of an incident that somebody took on: when that was (default), only that it was, or nothing. */
  readonly acknowledges?: 'time' | 'state' | 'nothing';
  /** How long a change may be missing from a listing after it was made; default 0. */
  readonly lagMs?: number;
  /** Personal or secret texts. None of them may be in a record under Minimal. */
  readonly canaries: readonly string[];
}

/** One property that a way of reading guarantees. */
export interface Law {
  readonly promise: string;
  readonly hold: (stage: Stage) => Promise<void>;
}

export const NOW = '2026-03-02T10:00:00Z';

export function hoursAgo(hours: number): Date {
  return new Date(Date.parse(NOW) - hours * 3_600_000);
}
