// What of a stored object a rule sees: what people and sources said, and nothing that Docket concludes from verdicts. A rule that
// could read its own result would turn with every look; one that reads what no event announces would be stale.

import type { CelInput } from '@bufbuild/cel';

import { isJsonObject } from '../../base/json.ts';

type Json = Readonly<Record<string, unknown>>;

const METADATA = ['name', 'namespace', 'uid', 'labels', 'creationTimestamp'] as const;
/** By variable. The tally judges an incident anew when one of these changes; whoever adds here sees to that. */
const STATUS = { incident: ['state'], review: ['evidence'] } as const;

/** What a rule sees of an object, as plain JSON that shares its parts with the object. */
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

/** What no rule can use: CEL refuses it wherever it is read. */
const UNUSABLE = Symbol('null') as unknown as CelInput;

/** Whole numbers are int, as far as JSON keeps them exact; objects are maps, in which no name is special. */
function celOf(value: unknown): CelInput {
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
