// The part of a stored object that a rule sees: what people and sources stated, and nothing that Docket concludes from verdicts. A rule
// that could read its own result would change at every evaluation; a rule over data whose changes no event reports would be stale.

import type { CelInput } from '@bufbuild/cel';

import { isJsonObject } from '../../base/json.ts';

type Json = Readonly<Record<string, unknown>>;

const METADATA = ['name', 'namespace', 'uid', 'labels', 'creationTimestamp'] as const;
/** By variable. The tally judges an incident again when one of these changes; keep that true for a member that is added. */
const STATUS = { incident: ['state'], review: ['evidence'] } as const;

/** The part of an object that a rule sees, as JSON that shares its values with the object. */
export function visibleOf(variable: keyof typeof STATUS, object: object): object {
  const { metadata, spec, status } = object as Json;
  return {
    metadata: isJsonObject(metadata) ? pick(metadata, METADATA) : undefined,
    spec,
    status: isJsonObject(status) ? pick(status, STATUS[variable]) : undefined,
  };
}

/** The same as a CEL value. Members that are null count as absent. */
export function viewOf(variable: keyof typeof STATUS, object: object): CelInput {
  return celOf(visibleOf(variable, object));
}

/** A value that no rule can use: reading it is an error in CEL. */
const UNUSABLE = Symbol('null') as unknown as CelInput;

/** Whole numbers are int where JSON keeps them exact. Objects are maps, in which no name is special. */
export function celOf(value: unknown): CelInput {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item) => (item === null ? UNUSABLE : celOf(item)));
  if (!isJsonObject(value)) return value as string | boolean;
  const members = new Map<string, CelInput>();
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== null && member !== undefined) members.set(name, celOf(member));
  }
  return members;
}

const pick = (object: Json, names: readonly string[]): Json =>
  Object.fromEntries(names.filter((name) => Object.hasOwn(object, name)).map((name) => [name, object[name]]));
