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
  },
});

/** An own member of a JSON object; undefined for anything else. */
export function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !Object.hasOwn(body, name)) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}

export interface Page {
  readonly items: readonly unknown[];
  /** The address of the next page. */
  readonly next: string | undefined;
  /** How many items the whole listing has, where Graph says so. */
  readonly total: number | undefined;
}

/** A list of Graph; undefined for anything else. */
export function pageOf(body: unknown): Page | undefined {
  const [items, next, total] = ['value', '@odata.nextLink', '@odata.count'].map((name) => memberOf(body, name));
  if (!Array.isArray(items) || (next !== undefined && next !== null && typeof next !== 'string')) return undefined;
  const count = Number.isSafeInteger(total) ? Number(total) : undefined;
  return { items: items as readonly unknown[], next: next ?? undefined, total: count };
}
