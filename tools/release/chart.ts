// `node tools/release/chart.ts IMAGE DIGEST`: writes into the chart what only a release knows, before it is packaged: the image that it
// installs, by its digest, and for Artifact Hub that image and what changed. Run by the release workflow.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { releasedChart } from './released-chart.ts';

const USAGE = 'usage: node tools/release/chart.ts IMAGE sha256:DIGEST\n';
const CHART = path.resolve(import.meta.dirname, '../../charts/docket');
const inChart = (file: string): string => path.join(CHART, file);

const { positionals } = parseArgs({ allowPositionals: true });
const [image = '', digest = ''] = positionals;
if (image === '' || !/^sha256:[0-9a-f]{64}$/.test(digest) || positionals.length > 2) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const [manifest = '', values = '', changelog = ''] = await Promise.all(
    ['Chart.yaml', 'values.yaml', '../../CHANGELOG.md'].map((file) => readFile(inChart(file), 'utf8')),
  );
  const released = releasedChart({ manifest, values, changelog, image, digest });
  await writeFile(inChart('Chart.yaml'), released.manifest);
  await writeFile(inChart('values.yaml'), released.values);
}
