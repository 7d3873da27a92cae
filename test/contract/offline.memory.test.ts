// Principle P8 (one evaluator), on the embedded cluster.

import { memoryClusters } from '../support/clusters/test-cluster.ts';
import { describeOffline } from './offline.ts';

describeOffline({ name: 'the embedded cluster', make: memoryClusters });
