// Concurrency, on a real API server.

import { describeRaces } from '../contract/races.ts';
import { realClusters } from '../support/clusters/test-cluster.ts';

describeRaces({ name: 'a real API server', make: realClusters });
