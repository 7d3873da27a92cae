// The principles with a source that is read by changes: missing data never passes, nothing is lost or duplicated, and an unchanged source
// causes no write. On the embedded cluster only: how a source is read makes no difference to a real one.

import { afterAll, describe } from 'vitest';
import { memoryClusters, type TestClusters } from '../support/clusters/test-cluster.ts';
import { ledgerVendor } from '../support/vendors/vendor.ts';
import { describeFaults } from './principles/faults.ts';
import { describeIncidents } from './principles/incidents.ts';
import { describeLifecycle } from './principles/lifecycle.ts';
import { describeQuiet } from './principles/quiet.ts';
import { describeRestarts } from './principles/restarts.ts';
import { describeSeparation } from './principles/separation.ts';

describe('the principles with a source that is read by changes', () => {
  const vendor = ledgerVendor({ openSet: 'always', lookBackMs: 900_000 });
  const made: TestClusters = { ...memoryClusters(), vendor };
  const clusters = (): TestClusters => made;
  afterAll(() => made[Symbol.asyncDispose]());

  describeFaults(clusters, { isQuick: true });
  describeIncidents(clusters);
  describeLifecycle(clusters);
  describeRestarts(clusters);
  describeSeparation(clusters);
  describeQuiet(clusters);
});
