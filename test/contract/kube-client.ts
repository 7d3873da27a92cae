// The contract of the KubeClient port: one suite that every adapter passes, so that what holds on the embedded cluster holds
// on a real one. Whoever adds a promise to src/kube/client.ts adds its test here.

import { beforeEach, describe, expect, it } from 'vitest';
import { describeCoreKinds } from './kube-client/core-kinds.ts';
import { describeCrdFixtures } from './kube-client/crd-fixtures.ts';
import { describeLists } from './kube-client/lists.ts';
import { describePatches } from './kube-client/patches.ts';
import { describeSchemas } from './kube-client/schemas.ts';
import type { MakeSubject, Subject } from './kube-client/subject.ts';
import { describeWatches } from './kube-client/watches.ts';
import { describeWrites } from './kube-client/writes.ts';

/** Runs the suite. The cluster behind `makeSubject` serves Docket's CRDs and test/fixtures/contract. */
export function describeKubeClient(name: string, makeSubject: MakeSubject): void {
  describe(`KubeClient: ${name}`, () => {
    let current: Subject | undefined;
    const subject = (): Subject => {
      if (current === undefined) throw new Error('use the subject inside of a test or hook');
      return current;
    };
    beforeEach(async () => {
      current = await makeSubject();
    });

    it('tells the version of the server', async () => {
      const { major, minor } = await subject().client.version();
      expect(major).toBe(1);
      expect(minor).toBeGreaterThanOrEqual(33);
    });
    describeWrites(subject);
    describePatches(subject);
    describeLists(subject);
    describeWatches(subject);
    describeSchemas(subject);
    describeCoreKinds(subject);
    describeCrdFixtures(subject);
  });
}
