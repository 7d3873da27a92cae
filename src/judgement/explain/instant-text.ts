// Writes instants for an explanation.

import { rfc3339 } from '../../base/instants.ts';

/** As the API writes it: UTC and `Z`, whole seconds. */
export function instantText(ms: number): string {
  return rfc3339(ms);
}

/** A member of an object with an instant, or no member. */
export function instantMember<Name extends string>(name: Name, ms: number | undefined): Partial<Record<Name, string>> {
  return ms === undefined ? {} : ({ [name]: instantText(ms) } as Record<Name, string>);
}
