// The guides on GitOps, scaling and alerts, and the chart's README: their YAML is YAML, their values are values of the chart, and their links lead
// somewhere.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const DOCS = path.resolve(import.meta.dirname, '../../docs');
const CHART = path.join(DOCS, '../charts/docket');
const GUIDES = [
  ...['gitops.md', 'scaling.md', 'alerts.md', 'mailbox.md', 'webhooks.md', 'access-reviews.md'].map((file) => ({
    file,
    folder: DOCS,
  })),
  { file: 'README.md', folder: CHART },
].map((guide) => ({ ...guide, text: readFileSync(path.join(guide.folder, guide.file), 'utf8') }));
const yamlIn = (text: string): string[] => [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block = '']) => block);
const YAML = GUIDES.flatMap(({ file, text }) =>
  yamlIn(text).map((block) => ({ file, block, line: block.split('\n', 1)[0] })),
);

describe('the guides', () => {
  it.each(YAML)('$file has YAML that can be read: $line', ({ block }) => {
    expect(parse(block)).toBeTypeOf('object');
  });

  it('show values that the chart takes', () => {
    const blocks = YAML.filter(({ line }) => line?.startsWith('# values'));
    expect(blocks).toHaveLength(5);
    const schema = JSON.parse(readFileSync(path.join(CHART, 'values.schema.json'), 'utf8')) as object;
    const validate = new Ajv2020({ strictTypes: false }).compile(schema);
    for (const { block } of blocks) expect(validate(parse(block)), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each(GUIDES)('$file links to what is there', ({ folder, text }) => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => path.resolve(folder, link));
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});
