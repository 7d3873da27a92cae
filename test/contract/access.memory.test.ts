// Access reviews on the embedded cluster: what becomes of accounts, and that no check passes on listings that cannot be relied on. On a real API
// server with the built program: test/e2e/access.test.ts.

import { afterAll } from 'vitest';
import { memoryClusters } from '../support/clusters/test-cluster.ts';
import { describeAccessFaults } from './access/faults.ts';
import { describeAccessQuiet } from './access/quiet.ts';
import { describeReviews } from './access/reviews.ts';

const clusters = memoryClusters();
afterAll(() => clusters[Symbol.asyncDispose]());

describeReviews(() => clusters);
describeAccessFaults(() => clusters);
describeAccessQuiet(() => clusters);
