// What the receiver asks of the API server, on every replica. Pure data.

import { DELIVERY, SECRET } from '../api/kinds.ts';
import type { Permission } from '../api/permissions.ts';

export const RECEIVER_PERMISSIONS: readonly Permission[] = [
  {
    type: DELIVERY,
    verbs: ['create'],
    why: 'What a receiver has verified is stored before the sender is answered, by a replica that does not lead too.',
  },
  {
    type: SECRET,
    verbs: ['get'],
    why: 'Credentials. Each is read by its name, in the namespace of the source that names it.',
  },
];
