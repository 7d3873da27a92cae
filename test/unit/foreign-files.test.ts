// Files of other tools beside Docket's: they neither stop a run nor change a verdict. Each fixture has the form that its tool uses.

import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check, NOW, OPEN } from '../support/judgement/judged-files.ts';
import { docket, docketWithInput, Folder } from '../support/processes/command-line.ts';

const FOREIGN = path.join(import.meta.dirname, '../fixtures/foreign');

describe('files of other tools', () => {
  let folder: Folder;
  let names: string[];
  beforeAll(async () => {
    folder = await Folder.with({ 'compliance.yaml': check('c') + OPEN });
    await cp(FOREIGN, folder.path, { recursive: true });
    const entries = await readdir(FOREIGN, { recursive: true, withFileTypes: true });
    names = entries
      .filter((each) => each.isFile())
      .map((each) => path.relative(FOREIGN, path.join(each.parentPath, each.name)));
  });
  afterAll(async () => folder[Symbol.asyncDispose]());

  it('are at least forty of fifteen tools', () => {
    expect(names.length).toBeGreaterThanOrEqual(40);
    expect(new Set(names.map((name) => name.split(path.sep)[0])).size).toBeGreaterThanOrEqual(15);
  });

  it.each([
    { argv: ['test', 'DIR', '--now', NOW], code: 1, out: /^default +c +IncidentClosed +Failing +IncidentOpen +1 /m },
    {
      argv: ['validate', 'DIR'],
      code: 0,
      out: /^valid: 2 objects of docket\.dev in \d+ files, 3 documents of other groups/,
    },
    { argv: ['explain', 'check/c', '-f', 'DIR', '--now', NOW], code: 0, out: /^Failing: IncidentOpen/m },
    { argv: ['demo', 'DIR', '--once'], code: 0, out: /^c +IncidentClosed +Failing +IncidentOpen +1 /m },
  ])('stop no $argv.0', async ({ argv, code, out }) => {
    const heard = await docket(...argv.map((each) => (each === 'DIR' ? folder.path : each)));
    expect({ code: heard.code, err: heard.err }).toEqual({ code, err: '' });
    expect(heard.out).toMatch(out);
  });

  it('are each named with -v, once a document, with the reason', async () => {
    const { err, code } = await docket('test', folder.path, '--now', NOW, '-v');
    expect(code).toBe(1);
    const told = err.split('\n').filter((line) => line.includes(': skipped: '));
    const files = new Set(
      told.map((line) => path.relative(folder.path, line.slice(0, line.search(/:\d+: skipped: /)))),
    );
    expect([...files].toSorted()).toEqual(names.toSorted());
    expect(new Set(told).size).toBe(told.length);
    expect(err).toMatch(/ansible\/group_vars\/all\.yml:2: skipped: .*Unresolved tag: !vault$/m);
    expect(err).toMatch(/helm\/Chart\.yaml:1: skipped: is no Kubernetes object: kind is missing$/m);
    expect(err).toMatch(/kustomize\/base\/deployment\.yaml:1: skipped: Deployment of apps\/v1 is of another group$/m);
    expect(err).toMatch(/^read: 2 objects of docket\.dev in \d+ files, .* of other tools skipped$/m);
  });

  it('are refused with --strict, unless they are Kubernetes objects', async () => {
    const { err, out, code } = await docket('validate', folder.path, '--strict');
    expect(code).toBe(2);
    expect(out).toMatch(
      /mkdocs\.yml:4:1: .*Unresolved tag.*\(move it, name it in \.docketignore, or leave out --strict\)$/m,
    );
    expect(out).not.toContain('kustomize/base/deployment.yaml');
    expect(err).toMatch(/^docket validate: \d+ findings in /);
    expect((await docket('test', folder.path, '--strict')).code).toBe(2);
    expect((await docket('explain', 'check/c', '-f', folder.path, '--strict')).code).toBe(2);
  });

  it('are left out by .docketignore, and then are refused no more', async () => {
    const text = '# other tools\n/*/\n!/kustomize/\nkustomization.yaml\npatch.yaml\n';
    await using ignoring = await Folder.with({ '.docketignore': text, 'compliance.yaml': check('c') + OPEN });
    await cp(FOREIGN, ignoring.path, { recursive: true });
    const { out, err, code } = await docket('validate', ignoring.path, '--strict', '-v');
    expect(out).toBe('valid: 2 objects of docket.dev in 2 files, 1 document of other groups skipped\n');
    expect(code).toBe(0);
    expect(err).toContain(`${path.join(ignoring.path, 'helm')}: skipped: .docketignore names it\n`);
    expect(err).toContain(
      `${path.join(ignoring.path, 'kustomize/overlay/patch.yaml')}: skipped: .docketignore names it\n`,
    );
  });
});

describe('.docketignore', () => {
  it.each([
    { because: 'a name counts at every depth', ignore: 'old.yaml', kept: ['a.yaml', 'b/a.yaml', 'b/c/a.yaml'] },
    {
      because: 'a slash at the front holds it to the folder',
      ignore: '/a.yaml',
      kept: ['b/a.yaml', 'b/c/a.yaml', 'b/old.yaml'],
    },
    { because: 'a slash at the end is for folders', ignore: 'c/\na.yaml/', kept: ['a.yaml', 'b/a.yaml', 'b/old.yaml'] },
    { because: 'a later pattern takes back', ignore: '*.yaml\n!old.yaml', kept: ['b/old.yaml'] },
    { because: 'two stars are any folders', ignore: '**/c/*.yaml', kept: ['a.yaml', 'b/a.yaml', 'b/old.yaml'] },
    {
      because: 'a comment and an empty line are no pattern',
      ignore: '# a.yaml\n\n',
      kept: ['a.yaml', 'b/a.yaml', 'b/c/a.yaml', 'b/old.yaml'],
    },
  ])('is read as git reads its own: $because', async ({ ignore, kept }) => {
    const of = (name: string): string => check(name.replaceAll(/[/.]/g, '-'));
    const all = ['a.yaml', 'b/a.yaml', 'b/c/a.yaml', 'b/old.yaml'];
    await using folder = await Folder.with(Object.fromEntries(all.map((name) => [name, of(name)])));
    await folder.write('.docketignore', ignore);
    const { out } = await docket('test', folder.path, '--now', NOW, '-o', 'json');
    const { checks } = JSON.parse(out) as { checks: ReadonlyArray<{ name: string }> };
    expect(checks.map(({ name }) => name)).toEqual(kept.map((name) => name.replaceAll(/[/.]/g, '-')).toSorted());
  });

  it('of a folder below counts there, and before those above', async () => {
    await using folder = await Folder.with({
      '.docketignore': 'draft.yaml\n',
      'draft.yaml': check('above'),
      'b/.docketignore': '!draft.yaml\nold.yaml\n',
      'b/draft.yaml': check('below'),
      'b/old.yaml': check('old'),
      'old.yaml': check('kept'),
    });
    const { out } = await docket('test', folder.path, '--now', NOW);
    expect([...out.matchAll(/^default +(\w+)/gm)].map((match) => match[1])).toEqual(['below', 'kept']);
  });

  it('leaves nothing to pass on', async () => {
    await using folder = await Folder.with({ '.docketignore': '*\n', 'a.yaml': check('c') });
    const { code, err } = await docket('test', folder.path);
    expect([code, err]).toEqual([2, expect.stringContaining('no ComplianceCheck in')]);
  });
});

describe('- reads standard input', () => {
  const TEXT = check('c') + OPEN;

  it.each([
    { argv: ['test', '-', '--now', NOW], code: 1, out: /^default +c +IncidentClosed +Failing/m },
    { argv: ['validate', '-'], code: 0, out: /^valid: 2 objects of docket\.dev in 1 file$/m },
    { argv: ['explain', 'incident/leak', '-f', '-', '--now', NOW], code: 0, out: /Card data in a log/ },
    { argv: ['demo', '-', '--once'], code: 0, out: /^c +IncidentClosed +Failing/m },
  ])('in $argv.0', async ({ argv, code, out }) => {
    const heard = await docketWithInput(TEXT, ...argv);
    expect({ code: heard.code, err: heard.err }).toEqual({ code, err: '' });
    expect(heard.out).toMatch(out);
  });

  it('names it in what it finds, with line and column', async () => {
    const { out, code } = await docketWithInput(check('c', '{type: IncidentClosed, grace: 1d}'), 'validate', '-');
    expect([code, out]).toEqual([2, expect.stringMatching(/^<stdin>:4:30: spec\.grace: unknown field/)]);
  });

  it.each([
    { because: 'nothing comes', input: '', err: /no ComplianceCheck in -/ },
    {
      because: 'it is UTF-16',
      input: Buffer.from(`\ufeff${TEXT}`, 'utf16le'),
      err: /^<stdin>:1:1: the file is UTF-16/,
    },
    {
      because: 'it is huge',
      input: `${'#'.repeat(16 * 1024 * 1024)}\n${TEXT}`,
      err: /^<stdin>:1:1: .*larger than 16 MiB/,
    },
  ])('ends with 2 when $because', async ({ input, err }) => {
    const heard = await docketWithInput(input, 'test', '-');
    expect(heard.code).toBe(2);
    expect(heard.err).toMatch(err);
  });
});
