// Neighbours, on a real API server.

import { describeNeighbours } from '../contract/neighbours.ts';
import { ownClusters } from '../support/clusters/test-cluster.ts';

describeNeighbours({ name: 'a real API server', make: ownClusters });
