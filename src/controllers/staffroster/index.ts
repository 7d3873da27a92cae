// The kind StaffRoster: what people may do with its objects. They are followed, as the accounts of systems are judged against them.

import type { KindDescriptor } from '../descriptor.ts';
import { CONFIGURATION } from '../people.ts';

export const rosterKind: KindDescriptor = { permissions: [], people: CONFIGURATION };
