// What people attest, owe and are excused from, on a real API server of its own: policies and the operator are for all namespaces.

import { describeJudgement } from '../contract/judgement.ts';
import { ownClusters } from '../support/clusters/test-cluster.ts';

describeJudgement({ name: 'a real API server', make: ownClusters });
