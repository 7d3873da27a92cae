// The schema of a finding as the SDK hands it over (names in PascalCase), only for the fields that are used.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html. Checks only; decides nothing.

import { Ajv, type ValidateFunction } from 'ajv';

export interface RawFinding {
  readonly Id: string;
  readonly CreatedAt: string;
  readonly UpdatedAt: string;
  readonly Severity: number;
  readonly Title?: string | null;
  readonly Type?: string | null;
  readonly Description?: string | null;
  readonly AccountId?: string | null;
  readonly Service: { readonly Archived: boolean };
  /** Read for the words in its tags alone. */
  readonly Resource?: unknown;
}

const text = { type: 'string', nullable: true } as const;

/** Without `Service.Archived` nobody knows whether a finding is open. */
export const isFinding: ValidateFunction<RawFinding> = new Ajv({ strict: true }).compile<RawFinding>({
  type: 'object',
  required: ['Id', 'CreatedAt', 'UpdatedAt', 'Severity', 'Service'],
  properties: {
    Id: { type: 'string' },
    CreatedAt: { type: 'string' },
    UpdatedAt: { type: 'string' },
    Severity: { type: 'number' },
    Title: text,
    Type: text,
    Description: text,
    AccountId: text,
    Service: { type: 'object', required: ['Archived'], properties: { Archived: { type: 'boolean' } } },
  },
});

/** An own member of an object; undefined for anything else. */
export function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !Object.hasOwn(body, name)) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}

/** A list of the vendor's ids; undefined when it is anything else. */
export function stringsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}
