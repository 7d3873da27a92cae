// What the tests of every provider need of a vendor. Types, and the title of the incident that each has.

import type { ProviderName } from '../../../../src/api/v1alpha1/vocabulary.gen.ts';
import type { Fault, Match } from '../loopback/faults.ts';

/** A vendor with one open incident, which the sample selects. */
export interface Upstream extends AsyncDisposable {
  readonly url: string;
  failNext(match: Match, fault: Fault, times: number): void;
  /** Runs before each response is computed. */
  beforeEach(run: () => void): void;
  resolve(): void;
  /** Absent for a provider that nothing is written to. */
  readonly writing?: {
    /** Opens another incident. */
    open(externalID: string): void;
    reopen(externalID: string): void;
    /** How often the incident was resolved by Docket, and the notes on it. */
    seen(externalID: string): {
      readonly resolutions: number;
      readonly isOpen: boolean;
      readonly notes: readonly string[];
    };
  };
}

export interface ProviderRow {
  /** The member of the spec. */
  readonly provider: ProviderName;
  /** The file of its sample; default: the provider's name in lower case. */
  readonly sample?: string;
  readonly origin: string;
  /** Whether incidents can be resolved there; then `start` gives `writing`. */
  readonly writes: boolean;
  /** What the spec says besides `writeBack: Enabled`, to be merged. */
  readonly writeSpec?: object;
  /** False where the vendor does not say when somebody took an incident on; default true. */
  readonly acknowledges?: boolean;
  /**
   * False where a vendor does not tell that an incident was resolved before somebody reopened it; default true. An attempt whose answer nobody
   * heard is then taken for one that the person overruled.
   */
  readonly remembersResolutions?: boolean;
  /** False where the vendor has no notes; default true. */
  readonly notes?: boolean;
  readonly secret: Readonly<Record<string, string>>;
  start(detectedAt: Date, now: () => Date): Promise<Upstream>;
  /** The external ID of another incident, where the vendor numbers them. */
  readonly second?: string;
  readonly want: { readonly externalID: string; readonly severity: string; readonly title: string };
}

export const TITLE = 'Ransomware note on a file server';
