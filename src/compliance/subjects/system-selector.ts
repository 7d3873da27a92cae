// What selects accounts and systems: the system, its zone and its labels. No window applies: both are in scope for as long as they exist.

import { carries, every, namesOf, oneOf, refuse, type Selector, type SelectorResult } from '../selector.ts';
import type { SubjectRow } from '../verdict.ts';

interface Selected<Row extends SubjectRow> {
  /** The subjects in plural, for the message of a refusal. */
  readonly subjects: string;
  /** The name of a row's system. */
  readonly systemOf: (row: Row) => string;
}

/** `systemRefs`, `zones` and `matchLabels` apply; the other members are refused. */
export function compileSystemSelector<Row extends SubjectRow & { readonly zone: string | undefined }>(
  selector: Selector,
  { subjects, systemOf }: Selected<Row>,
): SelectorResult<Row> {
  const misplaced = refuse(selector, ['sourceRefs', 'origins', 'severities', 'categories', 'detectedWithin'], subjects);
  if (misplaced !== undefined) return misplaced;
  const systemNames = namesOf(selector.systemRefs);
  return {
    ok: true,
    selector: {
      selects: every([
        oneOf(systemNames, systemOf),
        oneOf(selector.zones, (row: Row) => row.zone),
        carries(selector.matchLabels),
      ]),
      windowMs: undefined,
      sourceNames: [],
      zones: selector.zones ?? [],
      systemNames,
    },
  };
}
