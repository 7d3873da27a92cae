// The version of this program. The bundle carries it as a constant; from the sources it is package.json's.

import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;
