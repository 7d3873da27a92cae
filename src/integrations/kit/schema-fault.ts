// What is wrong with an item that its schema refused, as the reason for rejecting it. Pure. The path and the words are the schema's:
// no text of the item is quoted.

import type { ValidateFunction } from 'ajv';

import type { RejectedItem } from '../ports/record.ts';

export type Fault = Omit<RejectedItem, 'externalID'>;

/** What a schema can find wrong. */
export interface SchemaFault {
  readonly reason: 'MissingField' | 'WrongType';
  readonly detail: string;
}

/** Describes why `validate` refused its last item. `what` names the whole item (`incident`). */
export function schemaFault({ errors }: Pick<ValidateFunction, 'errors'>, what: string): SchemaFault {
  const { instancePath = '', keyword = '', message = `not an ${what}` } = errors?.[0] ?? {};
  const reason = keyword === 'required' || keyword === 'minItems' ? 'MissingField' : 'WrongType';
  return { reason, detail: `${instancePath === '' ? what : instancePath}: ${message}` };
}
