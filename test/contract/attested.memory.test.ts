// What people attest, owe and are excused from, on the embedded cluster.

import { describeAttested } from './attested.ts';
import { memoryClusters } from '../support/test-cluster.ts';

describeAttested({ name: 'the embedded cluster', make: memoryClusters });
