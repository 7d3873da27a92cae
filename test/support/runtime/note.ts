// A kind for tests of the runtime, which knows none: a note with a text and a status.

import type { KubeObject, ResourceType } from '../../../src/api/meta.ts';

export const NOTE: ResourceType = {
  group: 'test.docket.dev',
  version: 'v1',
  kind: 'Note',
  plural: 'notes',
  namespaced: true,
};

export interface Note extends KubeObject {
  spec: { text: string };
  status?: object;
}

export function aNote(name: string, text = 'hello', namespace = 'a'): Note {
  return { apiVersion: 'test.docket.dev/v1', kind: 'Note', metadata: { name, namespace }, spec: { text } };
}
