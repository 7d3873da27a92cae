// The conditions that Graph takes in `$filter` of incidents: comparisons joined by `and` or `or`. Everything else is a 400.
// https://learn.microsoft.com/graph/api/security-list-incidents

import { type StoredIncident } from './account.ts';
import { graphError } from './errors.ts';
import { fromGraphTime } from './views.ts';

const FIELDS: Readonly<Record<string, (incident: StoredIncident) => string | number>> = {
  status: ({ status }) => status,
  severity: ({ severity }) => severity,
  classification: ({ classification }) => classification,
  determination: ({ determination }) => determination,
  createdDateTime: ({ createdMs }) => createdMs,
  lastUpdateDateTime: ({ updatedMs }) => updatedMs,
};

const OPERATORS: Readonly<Record<string, (a: string | number, b: string | number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};

const STATUSES = new Set(['active', 'inProgress', 'resolved', 'redirected', 'awaitingAction', 'unknownFutureValue']);

export function filterOf(text: string | null): (incident: StoredIncident) => boolean {
  if (text === null) return () => true;
  if (/ or /.test(text) && / and /.test(text)) throw graphError(400, 'BadRequest', 'Parentheses are needed.');
  const tests = text.split(/ (?:and|or) /).map(comparisonOf);
  if (/ or /.test(text)) return (incident) => tests.some((test) => test(incident));
  return (incident) => tests.every((test) => test(incident));
}

function comparisonOf(text: string): (incident: StoredIncident) => boolean {
  const [, field = '', operator = '', raw = ''] = /^(\w+) (\w+) (\S+)$/.exec(text.trim()) ?? [];
  const [read, compare] = [FIELDS[field], OPERATORS[operator]];
  if (read === undefined || compare === undefined)
    throw graphError(400, 'BadRequest', `Invalid filter clause: ${text}`);
  const value = valueOf(field, raw);
  return (incident) => compare(read(incident), value);
}

function valueOf(field: string, raw: string): string | number {
  const quoted = /^'([^']*)'$/.exec(raw)?.[1];
  if (!field.endsWith('DateTime')) {
    if (quoted === undefined || (field === 'status' && !STATUSES.has(quoted))) {
      throw graphError(400, 'BadRequest', `Invalid value for ${field}.`);
    }
    return quoted;
  }
  const ms = fromGraphTime(raw);
  if (Number.isNaN(ms)) throw graphError(400, 'BadRequest', `Invalid value for ${field}.`);
  return ms;
}
