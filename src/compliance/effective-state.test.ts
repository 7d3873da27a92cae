// The state of an incident: what its source says, what its review says, and who decides between open and resolved.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INCIDENT_STATES, type IncidentState } from '../api/v1alpha1/vocabulary.gen.ts';
import { effectiveState, isOpen, type StateInput } from './lifecycle.ts';

const state = fc.constantFrom(...INCIDENT_STATES);

describe('effectiveState', () => {
  const review = (reviewed: IncidentState, closureComplete = false) => ({ state: reviewed, closureComplete });
  it.each<StateInput & { name: string; because: string; want: IncidentState }>([
    { name: 'no review', because: 'the source decides', recordState: 'Triaging', standing: 'Listed', want: 'Triaging' },
    {
      name: 'a review that is further',
      because: 'the later state counts',
      recordState: 'Triaging',
      standing: 'Listed',
      review: review('Containing'),
      want: 'Containing',
    },
    {
      name: 'a review that lags',
      because: 'the later state counts',
      recordState: 'Containing',
      standing: 'Listed',
      review: review('Triaging'),
      want: 'Containing',
    },
    {
      name: 'resolved in the source, still investigated in the review',
      because: 'the source wins on open versus resolved',
      recordState: 'Resolved',
      standing: 'Listed',
      review: review('Investigating'),
      want: 'Resolved',
    },
    {
      name: 'reopened in the source after the review resolved it',
      because: 'reopening there reopens here',
      recordState: 'Detected',
      standing: 'Listed',
      review: review('Resolved'),
      want: 'Detected',
    },
    {
      name: 'closed in the review, open in the source',
      because: 'a review closes only what is resolved',
      recordState: 'Triaging',
      standing: 'Listed',
      review: review('Closed', true),
      want: 'Triaging',
    },
    {
      name: 'resolved in the source, closed in the review with a complete closure',
      because: 'that is what closing means',
      recordState: 'Resolved',
      standing: 'Listed',
      review: review('Closed', true),
      want: 'Closed',
    },
    {
      name: 'resolved in the source, closed in the review without a complete closure',
      because: 'closing needs a complete closure',
      recordState: 'Resolved',
      standing: 'Listed',
      review: review('Closed'),
      want: 'Resolved',
    },
    {
      name: 'closed in the source',
      because: 'a source may close its own',
      recordState: 'Closed',
      standing: 'Listed',
      review: review('Triaging'),
      want: 'Closed',
    },
    {
      name: 'reported, a review',
      because: 'where no source has a state the review decides',
      recordState: 'Detected',
      standing: 'Reported',
      review: review('Resolved'),
      want: 'Resolved',
    },
    {
      name: 'reported, a review that lags behind the record',
      because: 'where no source has a state the review decides',
      recordState: 'Resolved',
      standing: 'Reported',
      review: review('Triaging'),
      want: 'Triaging',
    },
    {
      name: 'reported, closed without a complete closure',
      because: 'closing needs a complete closure',
      recordState: 'Detected',
      standing: 'Reported',
      review: review('Closed'),
      want: 'Resolved',
    },
    {
      name: 'left the filters, resolved in the review',
      because: 'only its source, or a complete closure, ends what is open',
      recordState: 'Detected',
      standing: 'Left',
      review: review('Resolved'),
      want: 'Detected',
    },
    {
      name: 'left the filters, closed without a complete closure',
      because: 'only its source, or a complete closure, ends what is open',
      recordState: 'Triaging',
      standing: 'Left',
      review: review('Closed'),
      want: 'Triaging',
    },
    {
      name: 'left the filters, closed with a complete closure',
      because: 'a complete closure says what became of it',
      recordState: 'Detected',
      standing: 'Left',
      review: review('Closed', true),
      want: 'Closed',
    },
    {
      name: 'left the filters, reopened in the review',
      because: 'what is worse needs no closure',
      recordState: 'Resolved',
      standing: 'Left',
      review: review('Triaging'),
      want: 'Triaging',
    },
  ])('$name is $want: $because', ({ name: _name, because: _because, want, ...input }) => {
    expect(effectiveState(input)).toBe(want);
  });

  it('law: what the source says is open stays open, and what it says is resolved stays resolved', () => {
    fc.assert(
      fc.property(state, state, fc.boolean(), (recordState, reviewed, closureComplete) => {
        const effective = effectiveState({
          recordState,
          standing: 'Listed',
          review: review(reviewed, closureComplete),
        });
        expect(isOpen(effective)).toBe(isOpen(recordState));
      }),
    );
  });
});
