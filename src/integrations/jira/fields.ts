// The field that the spec names for the severity, as Jira's id of it. A field that does not exist is reported.
// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-fields/#api-rest-api-3-field-get

import { memberOf } from './schema.ts';
import { SCOPE } from './search.ts';
import { type Session } from './session.ts';

export interface SeverityField {
  /** Undefined when the spec names none, or one that does not exist. */
  readonly id: string | undefined;
  /** The spec's name, when no field has it. */
  readonly unmatched: readonly string[];
}

/** Looks the name up once per sync. The next caller retries a failed look-up. */
export function severityFieldOnce(
  session: Session,
  name: string | undefined,
): (signal: AbortSignal) => Promise<SeverityField> {
  let found: Promise<SeverityField> | undefined;
  return (signal) => {
    found ??= find(session, name, signal).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

async function find(session: Session, name: string | undefined, signal: AbortSignal): Promise<SeverityField> {
  if (name === undefined) return { id: undefined, unmatched: [] };
  const { body } = await session.ask({ path: 'rest/api/3/field', what: 'list fields', scope: SCOPE, signal });
  const fields = Array.isArray(body) ? (body as readonly unknown[]) : [];
  const named = (member: string, isEqual: (value: string) => boolean): unknown =>
    fields.find((field) => {
      const value = memberOf(field, member);
      return typeof value === 'string' && isEqual(value);
    });
  const folded = name.toLowerCase();
  const field = named('id', (id) => id === name) ?? named('name', (each) => each.toLowerCase() === folded);
  const id = memberOf(field, 'id');
  return typeof id === 'string' ? { id, unmatched: [] } : { id: undefined, unmatched: [name] };
}
