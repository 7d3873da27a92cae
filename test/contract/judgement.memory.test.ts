// Reviews, policies, exceptions and expressions, judged on the embedded cluster.

import { describeJudgement } from './judgement.ts';
import { memoryClusters } from '../support/clusters/test-cluster.ts';

describeJudgement({ name: 'the embedded cluster', make: memoryClusters });
