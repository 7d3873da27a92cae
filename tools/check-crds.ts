// Checks crds/*.yaml against the conventions of Docket's API: prints one line per violation and exits 1 if there is any. The rules are
// in check-crds/. Changes no file.

import { checkCrd } from './check-crds/check.ts';
import { readCrds } from './crd-files.ts';

const crds = await readCrds();
const lines = crds.flatMap(({ file, crd }) =>
  checkCrd(crd).map(({ path, problem }) => `crds/${file}: ${path}: ${problem}\n`),
);
process.stdout.write(lines.length === 0 ? `check-crds: ${crds.length} CRDs keep every convention\n` : lines.join(''));
process.exitCode = lines.length === 0 ? 0 : 1;
