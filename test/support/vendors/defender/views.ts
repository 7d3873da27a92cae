// An incident as Microsoft Graph shows it (https://learn.microsoft.com/graph/api/resources/security-incident), with the personal data that
// incidents hold.

import { type StoredIncident } from './account.ts';

/** `showsAll`: the client takes values of enums that were added later. */
export function incidentView(incident: StoredIncident, showsAll: boolean): Record<string, unknown> {
  const { id, displayName, severity, status, createdMs, updatedMs } = incident;
  return {
    '@odata.type': '#microsoft.graph.incident',
    id,
    incidentWebUrl: `https://security.microsoft.com/incidents/${id}?tid=b3c1b5fc`,
    tenantId: 'b3c1b5fc-828c-45fa-a1e1-10d74f6d6e9c',
    redirectIncidentId: incident.redirectTo,
    displayName,
    createdDateTime: graphTime(createdMs),
    lastUpdateDateTime: graphTime(updatedMs),
    assignedTo: 'earline.greenholt@example.com',
    classification: incident.classification,
    determination: incident.determination,
    status: status === 'awaitingAction' && !showsAll ? 'unknownFutureValue' : status,
    severity,
    customTags: ['Earline'],
    comments: incident.comments.map((comment) => ({ comment, createdBy: 'earline.greenholt@example.com' })),
    systemTags: [],
    description: 'patient 4711 called from 555-1212',
    summary: 'Earline Greenholt opened a file',
    resolvingComment: incident.resolvingComment,
  };
}

/** With seven digits of a second, of which this server uses six. */
function graphTime(ms: number): string {
  const whole = Math.floor(ms);
  const fraction = String(Math.round((ms - whole) * 1000)).padStart(3, '0');
  return new Date(whole).toISOString().replace('Z', `${fraction}0Z`);
}

/** In milliseconds; NaN for a text that Graph would not write. */
export function fromGraphTime(text: string): number {
  const [, whole = '', digits = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z$/.exec(text) ?? [];
  const fraction = digits.padEnd(7, '0');
  return Date.parse(`${whole}.${fraction.slice(0, 3)}Z`) + Number(fraction.slice(3, 6)) / 1000;
}
