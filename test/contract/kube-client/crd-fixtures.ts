// The contract of KubeClient: every object that the tables of test/fixtures/crds say a server takes or refuses.

import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../src/api/meta.ts';
import { KubeError } from '../../../src/kube/errors.ts';
import { loadCrdFixtures, type CrdFixture } from '../../support/clusters/crd-fixtures.ts';
import type { Subject } from './subject.ts';

export function describeCrdFixtures(subject: () => Subject): void {
  const inNamespace = (object: KubeObject): KubeObject => ({
    ...object,
    metadata: { ...object.metadata, namespace: subject().namespace },
  });
  const apply = async (fixture: CrdFixture): Promise<KubeObject> => {
    const { client } = subject();
    if (!fixture.type.namespaced && 'object' in fixture) {
      return client.create(fixture.type, fixture.object, { dryRun: true });
    }
    if ('object' in fixture) return client.create(fixture.type, inNamespace(fixture.object));
    const { metadata } = await client.create(fixture.type, inNamespace(fixture.from));
    const to = inNamespace(fixture.to);
    return client.update(fixture.type, {
      ...to,
      metadata: { ...to.metadata, resourceVersion: metadata.resourceVersion ?? '' },
    });
  };

  describe('fixtures of the CRDs', () => {
    it.each(loadCrdFixtures())('$kind: $name, because $because', async (fixture) => {
      const { error } = fixture;
      if (error === undefined) {
        expect(await apply(fixture)).toMatchObject({ kind: fixture.kind });
        return;
      }
      const refused: unknown = await apply(fixture).catch((thrown: unknown) => thrown);
      expect(refused).toBeInstanceOf(KubeError);
      expect(refused).toMatchObject({ code: 422, reason: 'Invalid' });
      const causes = refused instanceof KubeError ? refused.causes : [];
      const matching = causes.filter(({ field, message }) => field === error.field && message.includes(error.contains));
      expect(matching, JSON.stringify(causes)).not.toEqual([]);
    });
  });
}
