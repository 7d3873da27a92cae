// What happens at the same time, on the embedded cluster.

import { memoryClusters } from '../support/test-cluster.ts';
import { describeRaces } from './races.ts';

describeRaces({ name: 'the embedded cluster', make: memoryClusters });
