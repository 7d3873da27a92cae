// What may be written to an incident: its status with a classification and a determination, and comments.
// https://learn.microsoft.com/graph/api/security-incident-update, https://learn.microsoft.com/graph/api/security-incident-post-comments

import { type ApiRequest } from '../loopback/answers.ts';
import { type DefenderAccount, type StoredIncident } from './account.ts';
import { graphError } from './errors.ts';

const ENUMS: Readonly<Record<string, ReadonlySet<string>>> = {
  status: new Set(['active', 'inProgress', 'resolved', 'awaitingAction']),
  classification: new Set(['unknown', 'falsePositive', 'truePositive', 'informationalExpectedActivity']),
  determination: new Set([
    ...['unknown', 'apt', 'malware', 'securityPersonnel', 'securityTesting', 'unwantedSoftware', 'other'],
    ...['multiStagedAttack', 'compromisedAccount', 'phishing', 'maliciousUserActivity', 'notMalicious'],
    ...['notEnoughDataToValidate', 'confirmedActivity', 'lineOfBusinessApplication'],
  ]),
};
const TEXTS = new Set(['resolvingComment', 'displayName']);

export function update(account: DefenderAccount, incident: StoredIncident, request: ApiRequest): void {
  const changes = bodyOf(request);
  for (const [name, value] of Object.entries(changes)) {
    const values = ENUMS[name];
    const isValid = typeof value === 'string' && (values === undefined ? TEXTS.has(name) : values.has(value));
    if (!isValid) throw graphError(400, 'BadRequest', `Invalid value for the property ${name}.`);
  }
  if (incident.status === 'redirected') throw graphError(400, 'BadRequest', 'The incident was redirected.');
  account.writes.push(`PATCH ${incident.id}`);
  account.change(incident.id, changes);
}

/** Answers with all comments of the incident. */
export function comment(account: DefenderAccount, incident: StoredIncident, request: ApiRequest): unknown {
  const { '@odata.type': type, comment: text } = bodyOf(request);
  if (type !== 'microsoft.graph.security.alertComment' || typeof text !== 'string' || text === '') {
    throw graphError(400, 'BadRequest', 'The comment is not valid.');
  }
  account.writes.push(`POST ${incident.id}`);
  account.comment(incident.id, text);
  return { value: incident.comments.map((each) => ({ comment: each })) };
}

function bodyOf({ body, headers }: ApiRequest): Readonly<Record<string, unknown>> {
  if (!/^application\/json/.test(headers['content-type'] ?? '')) throw graphError(415, 'UnsupportedMediaType', '');
  return JSON.parse(body) as Readonly<Record<string, unknown>>;
}
