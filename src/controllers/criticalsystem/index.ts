// The kind CriticalSystem: what people may do with its objects. They are followed, as checks judge them.

import type { KindDescriptor } from '../descriptor.ts';
import { CONFIGURATION } from '../people.ts';

export const systemKind: KindDescriptor = { permissions: [], people: CONFIGURATION };
