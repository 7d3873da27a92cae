// The contract of KubeClient: the kinds of Kubernetes itself that Docket reads and writes.

import { describe, expect, it } from 'vitest';
import { CONFIG_MAP, LEASE, NAMESPACE, SECRET } from '../../../src/api/kinds.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import { REFUSED_HOLDERS, TAKEN_HOLDERS } from '../../support/files/evidence-holders.ts';
import { refusalOf, Watching, type Subject } from './subject.ts';

type Loose = KubeObject & Record<string, unknown>;

export function describeCoreKinds(subject: () => Subject): void {
  const metaOf = (name: string) => ({ namespace: subject().namespace, name });
  const configMap = (name: string, data: object): Loose => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metaOf(name),
    data,
  });
  const lease = (name: string, spec: object): Loose => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: metaOf(name),
    spec,
  });

  describe('core kinds', () => {
    it('a Secret holds base64; what comes as plain text is encoded', async () => {
      const { client } = subject();
      const secret: Loose = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: metaOf('s'),
        data: { token: 'c2VjcmV0' },
        stringData: { user: 'me' },
      };
      const stored = await client.create<Loose>(SECRET, secret);
      expect(stored).toMatchObject({ type: 'Opaque', data: { token: 'c2VjcmV0', user: 'bWU=' } });
      expect(stored).not.toHaveProperty('stringData');
      expect((await client.get<Loose>(SECRET, metaOf('s')))['data']).toEqual({ token: 'c2VjcmV0', user: 'bWU=' });
      expect(stored.metadata.generation).toBeUndefined();
      const broken = client.create<Loose>(SECRET, { ...secret, metadata: metaOf('t'), data: { token: '***' } });
      expect(await refusalOf(broken)).toMatchObject({ code: 400, reason: 'BadRequest' });
    });

    it('a ConfigMap holds texts under valid keys, and may be replaced without naming a version', async () => {
      const { client } = subject();
      const first = await client.create(CONFIG_MAP, configMap('c', { 'a.yaml': 'x' }));
      const second = await client.update(CONFIG_MAP, configMap('c', { 'a.yaml': 'y' }));
      expect(second['data']).toEqual({ 'a.yaml': 'y' });
      expect(second.metadata.uid).toBe(first.metadata.uid);
      expect(await refusalOf(client.update(CONFIG_MAP, { ...first, data: {} }))).toMatchObject({ code: 409 });
      expect(await refusalOf(client.create(CONFIG_MAP, configMap('d', { 'a b': 'x' })))).toMatchObject({
        code: 422,
        causes: ['data[a b]: FieldValueInvalid'],
      });
      expect(await refusalOf(client.create(CONFIG_MAP, configMap('d', { a: 5 })))).toMatchObject({ code: 400 });
    });

    const typeOf = (kind: string) => (kind === 'Secret' ? SECRET : CONFIG_MAP);

    it.each(TAKEN_HOLDERS)('a $holder.kind is taken: $because', async ({ holder, stored }) => {
      const object = { apiVersion: 'v1', ...holder, metadata: metaOf('taken') } as unknown as Loose;
      const { metadata: _theirs, ...rest } = await subject().client.create<Loose>(typeOf(holder.kind), object, {
        dryRun: true,
      });
      expect(rest).toEqual({ apiVersion: 'v1', ...stored });
    });

    it.each(REFUSED_HOLDERS)('a $holder.kind is refused: $because', async ({ holder, code, field }) => {
      const object = { apiVersion: 'v1', ...holder, metadata: metaOf('refused') } as unknown as Loose;
      const refusal = await refusalOf(subject().client.create(typeOf(holder.kind), object, { dryRun: true }));
      expect(refusal.code).toBe(code);
      if (code === 422) expect(refusal.causes.map((cause) => cause.slice(0, cause.lastIndexOf(': ')))).toContain(field);
    });

    it.each([
      { because: 'a label that is null is empty', metadata: { labels: { a: null } }, stored: { labels: { a: '' } } },
      {
        because: 'an annotation that is null is empty',
        metadata: { annotations: { a: null } },
        stored: { annotations: { a: '' } },
      },
      {
        because: 'members that are null are absent',
        metadata: { labels: null, annotations: null, finalizers: null, ownerReferences: null, creationTimestamp: null },
        stored: { labels: undefined, annotations: undefined, finalizers: undefined, ownerReferences: undefined },
      },
    ])('metadata is read as Go reads it: $because', async ({ metadata, stored }) => {
      const object = { ...configMap('nulls', {}), metadata: { ...metaOf('nulls'), ...metadata } } as unknown as Loose;
      const { labels, annotations, finalizers, ownerReferences } = (
        await subject().client.create<Loose>(CONFIG_MAP, object, { dryRun: true })
      ).metadata;
      expect({ labels, annotations, finalizers, ownerReferences }).toEqual({ ...stored });
    });

    it.each([
      { because: 'no finalizer is nameless', metadata: { finalizers: [null] }, code: 422 },
      { because: 'no owner is nameless', metadata: { ownerReferences: [null] }, code: 422 },
      { because: 'a label is a text', metadata: { labels: { country: false } }, code: 400 },
      { because: 'labels are a map', metadata: { labels: ['a'] }, code: 400 },
      { because: 'a generation is a whole number', metadata: { generation: 1.5 }, code: 400 },
    ])('metadata is refused: $because', async ({ metadata, code }) => {
      const object = { ...configMap('faulty', {}), metadata: { ...metaOf('faulty'), ...metadata } } as unknown as Loose;
      expect(await refusalOf(subject().client.create(CONFIG_MAP, object, { dryRun: true }))).toMatchObject({ code });
    });

    it('a Lease is taken by whoever holds its version', async () => {
      const { client } = subject();
      const spec = { holderIdentity: 'one', leaseDurationSeconds: 15, renewTime: '2026-03-02T10:00:00.000000Z' };
      const first = await client.create(LEASE, lease('l', spec));
      expect(first['spec']).toEqual(spec);
      const second = await client.update<Loose>(LEASE, { ...first, spec: { ...spec, holderIdentity: 'two' } });
      expect(second['spec']).toMatchObject({ holderIdentity: 'two' });
      expect(await refusalOf(client.update(LEASE, { ...first, spec }))).toMatchObject({
        code: 409,
        reason: 'Conflict',
      });
      expect(await refusalOf(client.create(LEASE, lease('m', { leaseDurationSeconds: 0 })))).toMatchObject({
        code: 422,
        causes: ['spec.leaseDurationSeconds: FieldValueInvalid'],
      });
    });

    it('are watched like any other', async () => {
      const { client } = subject();
      const { resourceVersion } = await client.list(CONFIG_MAP, { namespace: subject().namespace });
      const watching = new Watching<Loose>(subject(), { resourceVersion }, CONFIG_MAP);
      await client.create(CONFIG_MAP, configMap('c', {}));
      await watching.sees(['ADDED c']);
      await watching.stop();
    });

    it('a Namespace is there or not, and default always is', async () => {
      const { client, namespace } = subject();
      expect(await client.get(NAMESPACE, { name: 'default' })).toMatchObject({ metadata: { name: 'default' } });
      expect(await client.get(NAMESPACE, { name: namespace })).toMatchObject({ status: { phase: 'Active' } });
      expect(await refusalOf(client.delete(NAMESPACE, { name: 'default' }))).toMatchObject({
        code: 403,
        reason: 'Forbidden',
      });
      const bad: Loose = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a.b' } };
      expect(await refusalOf(client.create(NAMESPACE, bad))).toMatchObject({
        code: 422,
        causes: ['metadata.name: FieldValueInvalid'],
      });
    });

    it('nothing is created in a namespace that is being deleted', async () => {
      const { client } = subject();
      const name = `leaving-${subject().namespace}`;
      await client.create<Loose>(NAMESPACE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      const held = { ...configMap('c', {}), metadata: { name: 'c', namespace: name, finalizers: ['docket.dev/hold'] } };
      await client.create(CONFIG_MAP, held);
      await client.delete(NAMESPACE, { name });
      expect(await client.get(NAMESPACE, { name })).toMatchObject({ status: { phase: 'Terminating' } });
      const late = { ...configMap('d', {}), metadata: { name: 'd', namespace: name } };
      expect(await refusalOf(client.create(CONFIG_MAP, late))).toMatchObject({ code: 403, reason: 'Forbidden' });
    });
  });
}
