// The schema of an incident of Microsoft Graph, only for the fields that are used.
// https://learn.microsoft.com/graph/api/resources/security-incident. Checks only; decides nothing.

import { Ajv, type ValidateFunction } from 'ajv';

export interface RawIncident {
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastUpdateDateTime: string;
  readonly status: string;
  readonly severity?: string | null;
  readonly displayName?: string | null;
  readonly description?: string | null;
  readonly summary?: string | null;
  readonly incidentWebUrl?: string | null;
  readonly redirectIncidentId?: string | null;
  readonly assignedTo?: string | null;
  readonly determination?: string | null;
  /** A list of texts, and one of objects, unchecked: nothing but a hint hangs on them. */
  readonly customTags?: unknown;
  readonly comments?: unknown;
}

const text = { type: 'string', nullable: true } as const;

export const isIncident: ValidateFunction<RawIncident> = new Ajv({ strict: true }).compile<RawIncident>({
  type: 'object',
  required: ['id', 'createdDateTime', 'lastUpdateDateTime', 'status'],
  properties: {
    id: { type: 'string' },
    createdDateTime: { type: 'string' },
    lastUpdateDateTime: { type: 'string' },
    status: { type: 'string' },
    severity: text,
    displayName: text,
    description: text,
    summary: text,
    incidentWebUrl: text,
    redirectIncidentId: text,
    assignedTo: text,
    determination: text,
    customTags: {},
    comments: {},
  },
});
