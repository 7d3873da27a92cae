// Field selectors (`spec.severity=High,metadata.name!=a`): parsing and matching, for metadata.name, metadata.namespace and
// the fields that a CRD makes selectable. Any other field is refused, as by an API server.

import { badRequest } from './answers.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { member } from './json.ts';

export type FieldMatch = (object: JsonObject) => boolean;

interface Term {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/** `selectable` holds the kind's own fields, as `spec.severity`. */
export function parseFieldSelector(text: string | undefined, selectable: ReadonlySet<string>): FieldMatch {
  const terms = text === undefined || text === '' ? [] : splitTerms(text).map((part) => parseTerm(part, text));
  for (const { field } of terms) {
    if (field !== 'metadata.name' && field !== 'metadata.namespace' && !selectable.has(field)) {
      throw badRequest(`field label not supported: ${field}`);
    }
  }
  return (object) => terms.every(({ field, equal, value }) => (fieldText(object, field) === value) === equal);
}

/** Splits at commas that are not escaped by a backslash. */
function splitTerms(text: string): string[] {
  return (text.match(/(?:\\.|[^\\,])+/gs) ?? []).filter((part) => part !== '');
}

function parseTerm(part: string, text: string): Term {
  const match = /^(.*?)(!=|==|=)(.*)$/s.exec(part);
  if (match === null) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
  const [, field = '', operator, value = ''] = match;
  return { field, equal: operator !== '!=', value: value.replaceAll(/\\([\\,=])/g, '$1') };
}

/** A field's value as text; an absent field is the empty text, as for the server. */
function fieldText(object: JsonObject, field: string): string {
  let at: unknown = object;
  for (const name of field.split('.')) at = isJsonObject(at) ? member(at, name) : undefined;
  return typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean' ? String(at) : '';
}
