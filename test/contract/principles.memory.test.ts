// The principles on the embedded cluster.

import { describePrinciples } from './principles.ts';
import { memoryClusters } from '../support/clusters/test-cluster.ts';

describePrinciples({ name: 'the embedded cluster', make: memoryClusters, isQuick: true });
