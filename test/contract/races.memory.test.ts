// Concurrency, on the embedded cluster.

import { memoryClusters } from '../support/clusters/test-cluster.ts';
import { describeRaces } from './races.ts';

describeRaces({ name: 'the embedded cluster', make: memoryClusters });
