// The page about the command line: its commands run, and its JSON is what the program prints.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { docket, Folder } from '../support/processes/command-line.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/cli.md'), 'utf8');

const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map((match) => match[1] ?? '');
const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));

describe('docs/cli.md', () => {
  it.each(commands)('%s does what it says', async (command) => {
    const [program, ...args] = command.split(' ');
    expect(program).toBe('docket');
    const { code, out } = await docket(
      ...args.map((each) => (each.startsWith('config/') ? path.join(ROOT, each) : each)),
    );
    expect(code).toBe(0);
    expect(out).not.toBe('');
  });

  it('shows JSON as it is printed', async () => {
    const [text = ''] = blocks('json');
    const object = (kind: string, name: string, spec: object): object => ({
      ...{ apiVersion: 'docket.dev/v1alpha1', kind, metadata: { name } },
      spec,
    });
    await using folder = await Folder.with({
      'a.yaml': [
        object('Incident', 'leak', { title: 't', severity: 'High', detectedAt: '2026-03-02T08:00:00Z' }),
        object('ComplianceCheck', 'serious-closed', { type: 'IncidentClosed' }),
      ],
    });
    const { out } = await docket('test', folder.path, '--now', '2026-03-04T12:00:00Z', '-o', 'json');
    expect(JSON.parse(out)).toEqual(JSON.parse(text));
  });

  it('names every command', async () => {
    const { out } = await docket('--help');
    const known = [...out.matchAll(/^ {2}(\w+) /gm)].map((match) => match[1] ?? '').filter((name) => name !== 'help');
    const named = [...PAGE.matchAll(/^\| `docket (\w+)`/gm)].map((match) => match[1] ?? '');
    expect(named.toSorted()).toEqual(known.toSorted());
  });
});
