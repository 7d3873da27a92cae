// Where the provider contract is played: an upstream that changes, a clock, and a source that reads it.

import type { Source } from '../../src/integrations/provider.ts';
import { type FakeClock } from '../support/time/fake-clock.ts';

/** The system that is read, as its users change it. Times are the stage's clock's. */
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
  /** Steps the upstream's clock against ours. */
  skewUpstream(ms: number): void;
  open(options?: { readonly dataPolicy?: 'Minimal' | 'Full' }): Source;
  /** How long after it was made a change may be missing from a listing; default: not at all. */
  readonly lagMs?: number;
  /** Texts that are people's or secret: none of them may come out under Minimal. */
  readonly canaries: readonly string[];
}

/** What one way of reading promises. */
export interface Law {
  readonly promise: string;
  readonly hold: (stage: Stage) => Promise<void>;
}

export const NOW = '2026-03-02T10:00:00Z';

export function hoursAgo(hours: number): Date {
  return new Date(Date.parse(NOW) - hours * 3_600_000);
}
