import { describe, expect, it } from 'vitest';
import type { ResourceType } from '../api/meta.ts';
import { collectionPath, creationPath, objectPath, withQuery } from './paths.ts';

const configMaps: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
};
const incidents: ResourceType = {
  ...{ group: 'docket.dev', version: 'v1alpha1', kind: 'Incident', plural: 'incidents' },
  namespaced: true,
};
const policies: ResourceType = { ...incidents, kind: 'SLAPolicy', plural: 'slapolicies', namespaced: false };

describe('paths', () => {
  it.each([
    { got: collectionPath(configMaps, undefined), want: '/api/v1/configmaps' },
    { got: collectionPath(configMaps, 'a'), want: '/api/v1/namespaces/a/configmaps' },
    { got: collectionPath(incidents, 'a'), want: '/apis/docket.dev/v1alpha1/namespaces/a/incidents' },
    { got: collectionPath(policies, 'a'), want: '/apis/docket.dev/v1alpha1/slapolicies' },
    { got: creationPath(policies, undefined), want: '/apis/docket.dev/v1alpha1/slapolicies' },
    { got: objectPath(policies, { name: 'p' }), want: '/apis/docket.dev/v1alpha1/slapolicies/p' },
    {
      got: objectPath(incidents, { namespace: 'a', name: 'b' }, 'status'),
      want: '/apis/docket.dev/v1alpha1/namespaces/a/incidents/b/status',
    },
    {
      got: objectPath(policies, { name: 'system:x/../y' }),
      want: '/apis/docket.dev/v1alpha1/slapolicies/system%3Ax%2F..%2Fy',
    },
  ])('$want', ({ got, want }) => expect(got).toBe(want));

  it.each([
    { because: 'a DELETE of no name would delete the collection', key: { namespace: 'a', name: '' } },
    { because: 'a dot is another path', key: { namespace: 'a', name: '.' } },
    { because: 'two dots are another path', key: { namespace: 'a', name: '..' } },
    { because: 'two dots are another path', key: { namespace: '..', name: 'b' } },
    { because: 'a namespaced object is in a namespace', key: { name: 'b' } },
  ])('refuses $key, as $because', ({ key }) => {
    expect(() => objectPath(incidents, key)).toThrow(/incidents\.docket\.dev: /);
  });

  it('leaves out absent parameters and encodes the others', () => {
    const parameters = {
      limit: 500,
      labelSelector: 'a in (b,c)',
      continue: undefined,
      resourceVersion: '',
      watch: true,
    } as const;
    expect(withQuery('/x', parameters)).toBe('/x?limit=500&labelSelector=a%20in%20(b%2Cc)&watch=true');
    expect(withQuery('/x', {})).toBe('/x');
    expect(withQuery('/x', { resourceVersion: '0' })).toBe('/x?resourceVersion=0');
  });
});
