// What `docket validate` finds in folders of YAML, and how it says so.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROVIDER_NAMES } from '../api/v1alpha1/vocabulary.gen.ts';
import { runValidate } from './validate.ts';
import { summaryOf, validateDirectory } from './files/validation.ts';

const SAMPLES = path.join(import.meta.dirname, '../../config/samples');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'docket-validate-'));
});
afterEach(async () => rm(folder, { recursive: true }));

const write = (name: string, text: string): Promise<void> => writeFile(path.join(folder, name), text);

/** `file:line:column field: message (fix)` of each finding. */
async function findings(): Promise<string[]> {
  const { findings: found } = await validateDirectory(folder);
  return found.map(
    ({ file, line, column, field, message, fix }) =>
      `${path.basename(file)}:${line}:${column} ${field}: ${message}${fix === undefined ? '' : ` (${fix})`}`,
  );
}

const source = (spec: string, name = 'pd'): string =>
  `apiVersion: docket.dev/v1alpha1\nkind: IncidentSource\nmetadata:\n  name: ${name}\nspec:\n${spec}`;
const GOOD = source('  pagerDuty: {}\n  secretRef: {name: pd}\n');

const ITEM =
  '{apiVersion: docket.dev/v1alpha1, kind: Incident, metadata: {name: leak}, spec: {title: t, severity: High, detectedAt: "2026-03-02T08:00:00Z"}}';

describe('validateDirectory', () => {
  it('finds nothing in the samples', async () => {
    const { findings: found, objects } = await validateDirectory(SAMPLES);
    expect(found).toEqual([]);
    expect(objects).toBeGreaterThanOrEqual(6);
  });

  it.each([
    {
      because: 'a field is misspelt',
      text: source('  pagerDuty: {}\n  secretRef: {name: pd}\n  severityMaps: []\n'),
      want: ['a.yaml:8:3 spec.severityMaps: unknown field; a cluster would drop it (did you mean severityMap?)'],
    },
    {
      because: 'a field of metadata is misspelt',
      text: GOOD.replace('  name: pd\n', '  name: pd\n  lables: {a: b}\n'),
      want: ['a.yaml:5:3 metadata.lables: unknown field; a cluster would drop it (did you mean labels?)'],
    },
    {
      because: 'a value is misspelt',
      text: source('  pagerDuty:\n    region: UE\n  secretRef: {name: pd}\n'),
      want: [
        'a.yaml:7:5 spec.pagerDuty.region: Unsupported value: "UE": supported values: "US", "EU" (did you mean US?)',
      ],
    },
    {
      because: 'a value has the wrong type',
      text: source('  pagerDuty: {}\n  secretRef: {name: pd}\n  interval: 300\n'),
      want: [
        'a.yaml:8:3 spec.interval: Invalid value: "integer": spec.interval in body must be of type string: "integer"',
      ],
    },
    {
      because: 'a rule of the CRD is broken',
      text: source('  pagerDuty: {}\n  fixture: {configMapRef: {name: a}}\n  secretRef: {name: a}\n'),
      want: [
        `a.yaml:5:1 spec: Invalid value: exactly one of ${PROVIDER_NAMES.join(', ')} must be set`,
        'a.yaml:8:3 spec.secretRef: Forbidden: secretRef must not be set for fixture, which needs no credential',
      ],
    },
    {
      because: 'the kind is misspelt',
      text: GOOD.replace('IncidentSource', 'IncidentSorce'),
      want: [
        'a.yaml:2:1 kind: unknown kind IncidentSorce (did you mean IncidentSource? known kinds: CheckException, ComplianceCheck, CriticalSystem, Delivery, DisclosurePolicy, Incident, IncidentReview, IncidentSource, SLAPolicy, StaffRoster)',
      ],
    },
    {
      because: 'the version is another',
      text: GOOD.replace('v1alpha1', 'v1'),
      want: ['a.yaml:1:1 apiVersion: unknown apiVersion docket.dev/v1 of IncidentSource (use docket.dev/v1alpha1)'],
    },
    {
      because: 'the group is misspelt',
      text: GOOD.replace('docket.dev/', 'doket.dev/'),
      want: [
        'a.yaml:1:1 apiVersion: unknown apiVersion doket.dev/v1alpha1 of IncidentSource (use docket.dev/v1alpha1)',
      ],
    },
    {
      because: 'the name is none',
      text: GOOD.replace('name: pd\nspec', 'name: Not_A_Name\nspec'),
      want: [
        expect.stringMatching(
          /^a\.yaml:4:3 metadata\.name: Invalid value: "Not_A_Name": a lowercase RFC 1123 subdomain/,
        ),
      ],
    },
    {
      because: 'the name is missing',
      text: GOOD.replace('  name: pd\nspec', '  labels: {a: b}\nspec'),
      want: ['a.yaml:3:1 metadata.name: Required value: name or generateName is required'],
    },
    {
      because: 'the namespace is none',
      text: GOOD.replace('  name: pd\nspec', '  name: pd\n  namespace: A.B\nspec'),
      want: ['a.yaml:5:3 metadata.namespace: A.B cannot be the name of a namespace'],
    },
    {
      because: 'the namespace is no text',
      text: GOOD.replace('  name: pd\nspec', '  name: pd\n  namespace: 5\nspec'),
      want: ['a.yaml:5:3 metadata.namespace: must be a string, and is a number: quote it'],
    },
    {
      because: 'a time of the metadata is none',
      text: GOOD.replace('  name: pd\nspec', '  name: pd\n  creationTimestamp: nonsense\nspec'),
      want: [
        'a.yaml:5:3 metadata.creationTimestamp: is not an instant of RFC 3339, such as 2026-03-31T17:00:00Z: "nonsense"',
      ],
    },
    {
      because: 'an item of a list is no object',
      text: `apiVersion: v1\nkind: List\nitems: [null, 3, ${ITEM}]\n`,
      want: ['a.yaml:3:9 : items[0] is not an object', 'a.yaml:3:15 : items[1] is not an object'],
    },
    {
      because: 'the object is there twice',
      text: `${GOOD}---\n${GOOD}`,
      want: [
        expect.stringMatching(
          /^a\.yaml:12:3 metadata\.name: IncidentSource pd is defined twice, first in .*a\.yaml:1; /,
        ),
      ],
    },
    {
      because: 'the text is no YAML',
      text: `${GOOD}---\na: "open\n`,
      want: ['a.yaml:10:1 : Missing closing "quote'],
    },
  ])('tells that $because, and where', async ({ text, want }) => {
    await write('a.yaml', text);
    expect(await findings()).toEqual(want);
  });

  it.each(['', '  namespace:\n', '  namespace: ""\n'])(
    'takes %j for the namespace that kubectl is set to',
    async (line) => {
      await write('a.yaml', GOOD.replace('  name: pd\nspec', `  name: pd\n${line}spec`));
      const { accepted } = await validateDirectory(folder);
      expect(accepted.map(({ object }) => object.metadata.namespace)).toEqual(['default']);
    },
  );

  it('takes the same name in another namespace, and another kind of that name, for another object', async () => {
    await write('a.yaml', `${GOOD}---\n${GOOD.replace('name: pd\nspec', 'name: pd\n  namespace: other\nspec')}`);
    await write(
      'b.yaml',
      'apiVersion: docket.dev/v1alpha1\nkind: Incident\nmetadata: {name: pd}\nspec: {title: t, severity: High, detectedAt: "2026-03-02T08:00:00Z"}\n',
    );
    expect(await validateDirectory(folder)).toMatchObject({ findings: [], files: 2, objects: 3, others: [] });
  });

  it('judges nothing of other groups, but counts it', async () => {
    await write('a.yaml', `${GOOD}---\napiVersion: v1\nkind: ConfigMap\ndata: 5\n---\nreplicas: 3\n`);
    const validation = await validateDirectory(folder);
    expect(validation).toMatchObject({ findings: [], files: 1, objects: 1 });
    expect([validation.others.length, validation.loaded.skipped.length]).toEqual([1, 1]);
    expect(summaryOf(validation)).toBe(
      '1 object of docket.dev in 1 file, 1 document of other groups and 1 document of other tools skipped',
    );
  });

  it('finds what is wrong in every file, in order', async () => {
    await write('b.yaml', source('  pagerDuty: {}\n', 'two'));
    await write('a.yaml', `${source('  pagerDuty: {}\n', 'one')}---\na: 1\na: 2\n`);
    expect((await findings()).map((text) => text.split(' ')[0])).toEqual(['a.yaml:5:1', 'a.yaml:9:1', 'b.yaml:5:1']);
  });
});

describe('runValidate', () => {
  const run = async (root: string, flags: { strict?: boolean; verbose?: boolean } = {}) => {
    const printed = { out: '', err: '' };
    const code = await runValidate(
      { root, ...flags },
      {
        out: (text) => void (printed.out += text),
        err: (text) => void (printed.err += text),
        async *input() {},
      },
    );
    return { code, ...printed };
  };

  it('prints one line and ends with 0 when all is valid', async () => {
    await write('a.yaml', GOOD);
    expect(await run(folder)).toEqual({ code: 0, out: 'valid: 1 object of docket.dev in 1 file\n', err: '' });
  });

  it('prints each finding on a line of its own and ends with 2', async () => {
    const file = path.join(folder, 'a.yaml');
    await write('a.yaml', source('  pagerDuty: {}\n  secretRef: {name: pd}\n  intervall: 5m\n'));
    expect(await run(folder)).toEqual({
      code: 2,
      out: `${file}:8:3: spec.intervall: unknown field; a cluster would drop it (did you mean interval?)\n`,
      err: 'docket validate: 1 finding in 1 object of docket.dev in 1 file\n',
    });
  });

  it('lets no text of a file steer the terminal', async () => {
    await write('a.yaml', source('  pagerDuty: {}\n  secretRef: {name: pd}\n  interval: "\\u001b[2J\\n"\n'));
    const { out } = await run(folder);
    expect(out).toContain('spec.interval');
    expect(out.trimEnd()).not.toMatch(/[^\P{Cc}]/u);
  });

  it('does not pass what holds nothing to validate', async () => {
    expect(await run(folder)).toMatchObject({ code: 2, err: expect.stringContaining('nothing to validate') });
    await write('a.yaml', 'apiVersion: v1\nkind: ConfigMap\n');
    expect(await run(folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('1 document of other groups skipped'),
    });
  });

  it('says that a folder is not there', async () => {
    expect(await run(path.join(folder, 'nowhere'))).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('does not exist'),
    });
  });
});
