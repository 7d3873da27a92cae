// Setup of each test file of a run that collects rights: what the file did on the control plane that all share is written down at its end.
// Those of its own are collected when they stop (test/support/clusters/control-plane.ts).

import { afterAll, beforeAll, expect } from 'vitest';
import { sharedControlPlane } from '../clusters/control-plane.ts';
import { collectUsed, forgetUsed } from './used.ts';

const testPath = (): string => expect.getState().testPath ?? '';
let since = 0;

beforeAll(async () => {
  await forgetUsed(testPath());
  since = await sharedControlPlane().audit().mark();
});

afterAll(() => collectUsed(sharedControlPlane(), testPath(), since), 60_000);
