// `npm run build`: makes dist/docket.js and says how large it is.

import path from 'node:path';

import { bundle } from './build/bundle.ts';

const { outfile, bytes } = await bundle();
console.log(`${path.relative(process.cwd(), outfile)}: ${(bytes / 1024 / 1024).toFixed(1)} MiB`);
