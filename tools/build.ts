// `npm run build`: makes dist/docket.js and its worker thread, and says how large they are.

import path from 'node:path';

import { bundle } from './build/bundle.ts';

for (const { outfile, bytes } of await bundle()) {
  console.log(`${path.relative(process.cwd(), outfile)}: ${(bytes / 1024 / 1024).toFixed(1)} MiB`);
}
