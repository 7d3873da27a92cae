// What a release writes into the chart: the image by digest, wherever an image is named, and the changes that readers of the registry see.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { changesIn, releasedChart } from './released-chart.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const digest = `sha256:${'a'.repeat(64)}`;

describe('the released chart', () => {
  const [manifest, values] = [read('charts/docket/Chart.yaml'), read('charts/docket/values.yaml')];
  const released = releasedChart({
    manifest,
    values,
    changelog: read('CHANGELOG.md'),
    image: 'registry/docket',
    digest,
  });

  it('installs the image by its digest, and changes no other value', () => {
    const before = parse(values) as { readonly image: object };
    const image = { ...before.image, repository: 'registry/docket', digest };
    expect(parse(released.values)).toEqual({ ...before, image });
  });

  it('names the image and the changes for Artifact Hub, and keeps the rest', () => {
    const { annotations } = parse(released.manifest) as { readonly annotations: Readonly<Record<string, string>> };
    expect(parse(annotations['artifacthub.io/images'] ?? '')).toEqual([
      { name: 'docket', image: `registry/docket@${digest}`, platforms: ['linux/amd64', 'linux/arm64'] },
    ]);
    const changes = parse(annotations['artifacthub.io/changes'] ?? '') as readonly unknown[];
    expect(changes.length).toBeGreaterThan(10);
    const rest = Object.entries((parse(manifest) as { readonly annotations: object }).annotations);
    expect(rest.length).toBeGreaterThan(5);
    expect(Object.entries(annotations)).toEqual(expect.arrayContaining(rest));
  });
});

describe('changesIn', () => {
  it.each([
    {
      changelog: '# C\n\n## [Unreleased]\n\n## [1.0.0]\n\n### Fixed\n\n- A check of `x`\n  is right. It was not.\n',
      want: [{ kind: 'fixed', description: 'A check of x is right.' }],
      because: 'an empty section is no release, and lines are joined',
    },
    {
      changelog:
        '# C\n\n## [2]\n\n### Added\n\n- See [the page](docs/x.md): it is new\n\n### Known limits\n\n- None.\n',
      want: [{ kind: 'added', description: 'See the page: it is new' }],
      because: 'a heading that is no kind of change is left out, and links are their text',
    },
    { changelog: '# C\n', want: [], because: 'nothing is said' },
  ])('reads the newest section, as $because', ({ changelog, want }) => {
    expect(changesIn(changelog)).toEqual(want);
  });
});
