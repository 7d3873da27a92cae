// The principles on a real API server, with the operator's own ServiceAccount and no more rights than config/rbac gives it.

import { describePrinciples } from '../contract/principles.ts';
import { realClusters } from '../support/clusters/test-cluster.ts';

describePrinciples({ name: 'a real API server', make: realClusters, isQuick: false });
