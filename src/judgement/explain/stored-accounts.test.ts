// The explanation of a check over accounts in a cluster, which stores none: it says what the status says, and does not judge without them.

import { describe, expect, it } from 'vitest';

import { aRoster, aSystem } from '../../../test/support/builders/access.ts';
import { aCheck } from '../../../test/support/builders/compliance.ts';
import type { ComplianceCheckStatus } from '../../api/v1alpha1/compliancecheck.gen.ts';
import { judgeObjects } from '../offline/judge-objects.ts';
import { explainCheck } from './check.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const STATUS = {
  observedGeneration: 1,
  result: 'Failing',
  reason: 'Offboarded',
  counts: { passing: 4_998, due: 1, failing: 1, unknown: 0, exempted: 0 },
  failing: [{ name: 'pager-3fa9c2d10b7e', reason: 'Offboarded', since: '2026-03-01T10:00:00Z' }],
} as const satisfies ComplianceCheckStatus;

async function explained(status: typeof STATUS | undefined) {
  const check = aCheck(
    { type: 'AccessRemoved' },
    { name: 'removed', uid: 'removed', resourceVersion: '1', generation: 1 },
  );
  const stored = status === undefined ? check : { ...check, status: { ...status, failing: [...status.failing] } };
  return explainCheck('team-a/removed', await judgeObjects({ now: NOW, objects: [aSystem(), aRoster(), stored] }));
}

describe('a check over accounts in a cluster', () => {
  it('is explained by its status', async () => {
    expect(await explained(STATUS)).toMatchObject({
      result: 'Failing',
      reason: 'Offboarded',
      counts: { failing: 1, passing: 4_998 },
      failing: [
        {
          name: 'pager-3fa9c2d10b7e',
          since: '2026-03-01T10:00:00Z',
          meaning: 'The person has left, and the account still works.',
        },
      ],
      sources: [
        { name: 'pager', state: 'Unread' },
        { name: 'staff', state: 'Unread' },
      ],
    });
  });

  it('is Unknown while it has none: no account that is seen passes nothing', async () => {
    expect(await explained(undefined)).toMatchObject({
      result: 'Unknown',
      reason: 'AwaitingFirstSync',
      counts: { failing: 0, passing: 0 },
      failing: [],
    });
  });
});
