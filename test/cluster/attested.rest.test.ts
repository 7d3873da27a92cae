// What people attest, owe and are excused from, on a real API server of its own: policies and the operator are for all namespaces.

import { describeAttested } from '../contract/attested.ts';
import { ownClusters } from '../support/test-cluster.ts';

describeAttested({ name: 'a real API server', make: ownClusters });
