// Schemas of GitHub's responses, only for the fields that are used; every other field is removed, secrets that were found among them.
// Fields as in the OpenAPI description of GitHub (github/rest-api-description). Checks and removes; decides nothing.

import { Ajv, type ValidateFunction } from 'ajv';

type Text = string | null;

interface RawFinding {
  readonly created_at?: Text;
  readonly updated_at?: Text;
  readonly html_url?: Text;
  readonly repository?: { readonly full_name?: Text } | null;
}

export interface RawIssue extends RawFinding {
  readonly number: number;
  readonly state: string;
  readonly title?: Text;
  readonly body?: Text;
  readonly closed_at?: Text;
  readonly labels?: ReadonlyArray<string | { readonly name?: Text }> | null;
  readonly assignees?: readonly RawUser[] | null;
  /** Only pull requests have it; the listing of issues includes them. */
  readonly pull_request?: unknown;
}

export interface RawUser {
  readonly id: number;
  readonly login?: Text;
}

/** A Dependabot alert. */
export interface RawAlert extends RawFinding {
  readonly number: number;
  readonly state: string;
  readonly dependency?: { readonly package?: { readonly ecosystem?: Text; readonly name?: Text } | null } | null;
  readonly security_advisory?: {
    readonly summary?: Text;
    readonly description?: Text;
    readonly severity?: Text;
  } | null;
  readonly security_vulnerability?: { readonly severity?: Text } | null;
  readonly dismissed_at?: Text;
  readonly auto_dismissed_at?: Text;
  readonly fixed_at?: Text;
}

export interface RawCodeAlert extends RawFinding {
  readonly number: number;
  readonly state: Text;
  readonly rule: {
    readonly id?: Text;
    readonly name?: Text;
    readonly description?: Text;
    readonly severity?: Text;
    readonly security_severity_level?: Text;
  };
  readonly dismissed_at?: Text;
  readonly fixed_at?: Text;
}

export interface RawSecretAlert extends RawFinding {
  readonly number: number;
  readonly state: string;
  readonly secret_type?: Text;
  readonly secret_type_display_name?: Text;
  readonly validity?: Text;
  readonly publicly_leaked?: boolean | null;
  readonly resolved_at?: Text;
}

export interface RawAdvisory extends RawFinding {
  readonly ghsa_id: string;
  readonly state: string;
  readonly url?: Text;
  readonly summary?: Text;
  readonly description?: Text;
  readonly severity?: Text;
  readonly published_at?: Text;
  readonly closed_at?: Text;
  readonly withdrawn_at?: Text;
}

const ajv = new Ajv({ allErrors: false, strict: true, allowUnionTypes: true, removeAdditional: 'all' });

const text = { type: 'string', nullable: true } as const;
const object = (properties: object) => ({ type: 'object', nullable: true, properties }) as const;
const number = { type: 'integer' } as const;

const finding = {
  created_at: text,
  updated_at: text,
  html_url: text,
  repository: object({ full_name: text }),
} as const;

export const isIssue: ValidateFunction<RawIssue> = ajv.compile<RawIssue>({
  type: 'object',
  required: ['number', 'state'],
  properties: {
    ...finding,
    number,
    state: { type: 'string' },
    title: text,
    body: text,
    closed_at: text,
    labels: {
      type: 'array',
      nullable: true,
      items: { type: ['string', 'object'], properties: { name: text } },
    },
    assignees: {
      type: 'array',
      nullable: true,
      items: { type: 'object', required: ['id'], properties: { id: number, login: text } },
    },
    pull_request: {},
  },
});

export const isDependabotAlert: ValidateFunction<RawAlert> = ajv.compile<RawAlert>({
  type: 'object',
  required: ['number', 'state'],
  properties: {
    ...finding,
    number,
    state: { type: 'string' },
    dependency: object({ package: object({ ecosystem: text, name: text }) }),
    security_advisory: object({ summary: text, description: text, severity: text }),
    security_vulnerability: object({ severity: text }),
    dismissed_at: text,
    auto_dismissed_at: text,
    fixed_at: text,
  },
});

export const isCodeAlert: ValidateFunction<RawCodeAlert> = ajv.compile<RawCodeAlert>({
  type: 'object',
  required: ['number', 'state', 'rule'],
  properties: {
    ...finding,
    number,
    state: text,
    rule: {
      type: 'object',
      properties: { id: text, name: text, description: text, severity: text, security_severity_level: text },
    },
    dismissed_at: text,
    fixed_at: text,
  },
});

export const isSecretAlert: ValidateFunction<RawSecretAlert> = ajv.compile<RawSecretAlert>({
  type: 'object',
  required: ['number', 'state'],
  properties: {
    ...finding,
    number,
    state: { type: 'string' },
    secret_type: text,
    secret_type_display_name: text,
    validity: text,
    publicly_leaked: { type: 'boolean', nullable: true },
    resolved_at: text,
  },
});

export const isAdvisory: ValidateFunction<RawAdvisory> = ajv.compile<RawAdvisory>({
  type: 'object',
  required: ['ghsa_id', 'state'],
  properties: {
    ...finding,
    ghsa_id: { type: 'string' },
    state: { type: 'string' },
    url: text,
    summary: text,
    description: text,
    severity: text,
    published_at: text,
    closed_at: text,
    withdrawn_at: text,
  },
});

/** An own member of a JSON object; undefined for anything else. */
export function memberOf(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || !Object.hasOwn(body, name)) return undefined;
  return (body as Readonly<Record<string, unknown>>)[name];
}

/** Whether a member has a value: the vendor writes `null` for none. */
export function hasValue(body: unknown, name: string): boolean {
  const value = memberOf(body, name);
  return value !== undefined && value !== null;
}

/** The vendor's sentence about a refusal. It is compared with known ones and never shown. */
export function refusalText(body: unknown): string {
  const message = memberOf(body, 'message');
  return typeof message === 'string' ? message.slice(0, 500) : '';
}
