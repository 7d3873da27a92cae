// The bare generator: writes incidents as the operator does, a create and a status PUT each, with a fixed number in flight, and nothing
// else. Also reads the objects to write, which are those of an earlier ingest by the operator.

import { apiVersionOf } from '../../src/api/meta.ts';
import { INCIDENT } from '../../src/api/kinds.ts';
import type { Incident } from '../../src/api/v1alpha1/incident.gen.ts';
import { collectionPath, objectPath } from '../../src/kube/paths.ts';
import type { BareClient } from './bare-client.ts';

/** What was stored of an incident, without what the server adds. */
export type Template = Pick<Incident, 'spec' | 'status'> & {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
};

const PAGE = 500;

/** The incidents of a namespace as they are stored. */
export async function readTemplates(client: BareClient, namespace: string): Promise<Template[]> {
  const templates: Template[] = [];
  let next: string | undefined = '';
  while (next !== undefined) {
    const path = `${collectionPath(INCIDENT, namespace)}?limit=${PAGE}&continue=${next}`;
    const page = (await client.send('GET', path)) as { metadata: { continue?: string }; items: Incident[] };
    for (const { metadata, spec, status } of page.items) {
      templates.push({
        metadata: { name: metadata.name, labels: metadata.labels ?? {} },
        spec,
        ...(status === undefined ? {} : { status }),
      });
    }
    next = page.metadata.continue === '' ? undefined : page.metadata.continue;
  }
  return templates;
}

/** Writes each incident: POST, then PUT of its status with the version from the answer. */
export async function writeTemplates(
  client: Pick<BareClient, 'send'>,
  namespace: string,
  templates: Iterable<Template>,
  inFlight: number,
): Promise<void> {
  const rest = Iterator.from(templates);
  const apiVersion = apiVersionOf(INCIDENT);
  const lane = async (): Promise<void> => {
    for (let next = rest.next(); next.done !== true; next = rest.next()) {
      const { metadata, spec, status } = next.value;
      const object = { apiVersion, kind: 'Incident', metadata: { ...metadata, namespace }, spec };
      const created = (await client.send('POST', collectionPath(INCIDENT, namespace), object)) as Incident;
      if (status === undefined) continue;
      const { name, resourceVersion } = created.metadata;
      const update = { apiVersion, kind: 'Incident', metadata: { namespace, name, resourceVersion }, status };
      await client.send('PUT', objectPath(INCIDENT, { namespace, name }, 'status'), update);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
}
