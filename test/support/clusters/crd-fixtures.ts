// The objects that an API server must take or refuse, from test/fixtures/crds, one table per kind. One suite runs them
// against the real API server and the embedded one: both must answer as the table says.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, type ScalarTag } from 'yaml';
import { DOCKET_KINDS } from '../../../src/api/kinds.ts';
import { apiVersionOf, type KubeObject, type ResourceType } from '../../../src/api/meta.ts';

/** One of the causes in the refusal must have this field, and a message that contains this text. */
export interface ExpectedError {
  readonly field: string;
  readonly contains: string;
}

interface FixtureHead {
  readonly kind: string;
  readonly type: ResourceType;
  readonly name: string;
  readonly because: string;
  readonly valid: boolean;
  /** A piece of the message of the CEL rule that the fixture is about; undefined when it is about the schema. */
  readonly rule: string | undefined;
  readonly error: ExpectedError | undefined;
}

/**
 * `object` is created. With `from` and `to`, `from` is created, which must work, and then changed to `to`. That is only for kinds
 * in a namespace: what is stored without one is seen by everything that runs beside the suite.
 */
export type CrdFixture = FixtureHead &
  ({ readonly object: KubeObject } | { readonly from: KubeObject; readonly to: KubeObject });

type Draft = Partial<Pick<KubeObject, 'metadata'>> & Record<string, unknown>;

interface Row {
  readonly name: string;
  readonly because: string;
  readonly rule?: string;
  readonly object?: Draft;
  readonly from?: Draft;
  readonly to?: Draft;
  readonly error?: ExpectedError;
}

/** `!repeat 'x*300'`: a text of 300 times x. */
const repeat: ScalarTag = {
  tag: '!repeat',
  resolve: (text, onError) => {
    const match = /^(.+)\*(\d+)$/u.exec(text);
    if (match?.[1] === undefined) {
      onError(`!repeat needs TEXT*TIMES, not ${text}`);
      return text;
    }
    return match[1].repeat(Number(match[2]));
  },
};

export function loadCrdFixtures(): CrdFixture[] {
  return DOCKET_KINDS.flatMap((type) => {
    const file = path.join(import.meta.dirname, '../../fixtures/crds', `${type.plural}.yaml`);
    const rows = parse(readFileSync(file, 'utf8'), { customTags: [repeat] }) as Row[];
    return rows.map((row) => fixtureOf(type, row));
  });
}

function fixtureOf(type: ResourceType, row: Row): CrdFixture {
  const head: FixtureHead = {
    kind: type.kind,
    type,
    name: row.name,
    because: row.because,
    valid: row.error === undefined,
    rule: row.rule,
    error: row.error,
  };
  if (row.object !== undefined) return { ...head, object: complete(type, row.object) };
  if (row.from === undefined || row.to === undefined || !type.namespaced)
    throw new Error(`${type.plural}: ${row.name}: object, or (in a namespace) from and to`);
  return { ...head, from: complete(type, row.from), to: complete(type, row.to) };
}

function complete(type: ResourceType, draft: Draft): KubeObject {
  return { ...draft, apiVersion: apiVersionOf(type), kind: type.kind, metadata: draft.metadata ?? { name: 'fixture' } };
}
