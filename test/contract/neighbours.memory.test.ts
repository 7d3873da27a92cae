// Neighbours, on the embedded cluster.

import { memoryClusters } from '../support/clusters/test-cluster.ts';
import { describeNeighbours } from './neighbours.ts';

describeNeighbours({ name: 'the embedded cluster', make: memoryClusters });
