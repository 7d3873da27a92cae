// Reviews, policies, exceptions and expressions, judged on a real API server of its own, as policies hold for all namespaces.

import { describeJudgement } from '../contract/judgement.ts';
import { ownClusters } from '../support/clusters/test-cluster.ts';

describeJudgement({ name: 'a real API server', make: ownClusters });
