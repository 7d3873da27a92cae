// Broken files of Docket's kinds: every command that reads files refuses each of them with file, line, field and what to write instead.

import { describe, expect, it } from 'vitest';
import { check, OPEN, review } from '../support/judgement/judged-files.ts';
import { docket, Folder } from '../support/processes/command-line.ts';

const SPEC = 'spec: {title: t, severity: High, detectedAt: "2026-03-02T08:00:00Z"}\n';
const incident = (metadata: string, spec = SPEC): string =>
  `apiVersion: docket.dev/v1alpha1\nkind: Incident\nmetadata: ${metadata}\n${spec}`;
const TEMPLATE =
  'is a template that holds objects of docket.dev, and no YAML yet (render it first, as helm template CHART | docket test - does, or name it in .docketignore)';
const FROM_TAG = '(no API server knows it: write the value itself, or render the file first)';

const BROKEN: ReadonlyArray<{ because: string; text: string; want: readonly string[] }> = [
  {
    because: 'a country code is a boolean in YAML 1.1',
    text: incident('{name: leak, labels: {country: no}}'),
    want: ['3:33: metadata.labels[country]: must be a string, and is a boolean: quote it'],
  },
  {
    because: 'every wrong type is told, and what is wrong below',
    text: incident(
      '{name: leak, labels: {country: yes, floor: 3, ok: a}, annotations: {on: true}, finalizers: [1]}',
      'spec: {title: t, severity: Hihg, detectedAt: "2026-03-02T08:00:00Z"}\n',
    ),
    want: [
      '3:33: metadata.labels[country]: must be a string, and is a boolean: quote it',
      '3:47: metadata.labels[floor]: must be a string, and is a number: quote it',
      '3:79: metadata.annotations[true]: must be a string, and is a boolean: quote it',
      '3:103: metadata.finalizers[0]: must be a string, and is a number: quote it',
      '4:18: spec.severity: Unsupported value: "Hihg": supported values: "Critical", "High", "Medium", "Low", "Info" (did you mean High?)',
    ],
  },
  {
    because: 'a name of digits is a number',
    text: incident('{name: 2026}'),
    want: ['3:12: metadata.name: must be a string, and is a number: quote it'],
  },
  {
    because: 'labels are a map',
    text: incident('{name: leak, labels: [urgent]}'),
    want: ['3:24: metadata.labels: must be an object, and is a list'],
  },
  {
    because: 'an owner is an object',
    text: incident('{name: leak, ownerReferences: [me]}'),
    want: ['3:42: metadata.ownerReferences[0]: must be an object, and is a string'],
  },
  {
    because: 'a generation is no text',
    text: incident('{name: leak, generation: "3"}'),
    want: ['3:24: metadata.generation: must be a whole number, and is a string: remove the quotes'],
  },
  {
    because: 'the apiVersion is missing',
    text: `kind: Incident\nmetadata: {name: leak}\n${SPEC}`,
    want: [
      '1:1: apiVersion is missing: every Kubernetes object says its apiVersion and kind (write docket.dev/v1alpha1)',
    ],
  },
  {
    because: 'the key of the apiVersion is misspelt',
    text: `apiversion: docket.dev/v1alpha1\nkind: Incident\nmetadata: {name: leak}\n${SPEC}`,
    want: [
      '1:1: apiVersion is missing: every Kubernetes object says its apiVersion and kind (write docket.dev/v1alpha1)',
    ],
  },
  {
    because: 'the kind is missing',
    text: `apiVersion: docket.dev/v1alpha1\nmetadata: {name: leak}\n${SPEC}`,
    want: ['1:1: kind is missing: every Kubernetes object says its apiVersion and kind'],
  },
  {
    because: 'the kind is misspelt',
    text: incident('{name: leak}').replace('Incident', 'Incidnet'),
    want: [
      '2:1: kind: unknown kind Incidnet (did you mean Incident? known kinds: CheckException, ComplianceCheck, CriticalSystem, Delivery, DisclosurePolicy, Incident, IncidentReview, IncidentSource, SLAPolicy, StaffRoster)',
    ],
  },
  {
    because: 'the group is misspelt',
    text: incident('{name: leak}').replace('docket.dev', 'docket.io'),
    want: ['1:1: apiVersion: unknown apiVersion docket.io/v1alpha1 of Incident (use docket.dev/v1alpha1)'],
  },
  {
    because: 'a field is misspelt',
    text: incident('{name: leak}', 'spec: {title: t, severty: High}\n'),
    want: [
      '4:18: spec.severty: unknown field; a cluster would drop it (did you mean severity?)',
      '4:1: spec.severity: Required value',
    ],
  },
  {
    because: 'a key is there twice',
    text: incident('{name: leak}', 'spec: {title: t, severity: High, title: u}\n'),
    want: ['4:34: Map keys must be unique'],
  },
  {
    because: 'the indentation is a tab',
    text: incident('{name: leak}', 'spec:\n\ttitle: t\n'),
    want: ['5:1: Tabs are not allowed as indentation'],
  },
  {
    because: 'a quote is open',
    text: incident('{name: leak}', 'spec:\n  title: "t\n  severity: High\n'),
    want: ['7:1: Missing closing "quote'],
  },
  {
    because: 'it is a template of Helm',
    text: incident('\n  name: {{ .Release.Name }}-leak'),
    want: [`4:9: ${TEMPLATE}`],
  },
  {
    because: 'it is a template that happens to be YAML',
    text: incident('{name: leak}', 'spec: {title: t, severity: {{ .Values.severity }}}\n'),
    want: [`4:28: ${TEMPLATE}`],
  },
  {
    because: 'a line is a template',
    text: incident(
      '{name: leak}',
      `spec:\n  title: t\n  severity: High\n  {{- with .Values.zone }}\n  zone: x\n  {{- end }}\n`,
    ),
    want: [`7:3: ${TEMPLATE}`],
  },
  {
    because: 'a value has the tag of another tool',
    text: incident('{name: leak}', 'spec:\n  title: !Sub "${Name}"\n  severity: High\n'),
    want: [`5:10: Unresolved tag: !Sub ${FROM_TAG}`],
  },
  {
    because: 'another document of the file has one',
    text: `${incident('{name: leak}')}---\na: !vault x\n`,
    want: [`6:4: Unresolved tag: !vault ${FROM_TAG}`],
  },
  {
    because: 'the object before cannot be parsed, and says what it was to be',
    text: 'apiVersion: docket.dev/v1alpha1\nkind: ComplianceCheck\nmetadata: {name: c\nspec: {type: IncidentClosed}\n',
    want: ['4:1: Flow map in block collection must be sufficiently indented and end with a }'],
  },
  {
    because: 'the group is misspelt where nothing can be parsed',
    text: 'apiVersion: doket.dev/v1alpha1\nkind: ComplianceCheck\nmetadata: {name: "c}\n',
    want: [
      '4:1: Missing closing "quote',
      '4:1: Flow map in block collection must be sufficiently indented and end with a }',
    ],
  },
  {
    because: 'a whole number is too large for int64',
    text: OPEN + review('dataLoss: {assessment: Suspected, affectedRecords: 9223372036854775808}'),
    want: [
      '6:1: Invalid value: "": Checked value must be of type integer with format int64 in spec.dataLoss.affectedRecords',
      '9:69: spec.dataLoss.affectedRecords: Invalid value: "float64": spec.dataLoss.affectedRecords in body must be of type int64: "float64"',
    ],
  },
  {
    because: 'an item of a list is nothing',
    text: OPEN + review('evidence: [null]'),
    want: ['9:46: spec.evidence[0]: Invalid value: "null": spec.evidence[0] in body must be of type object: "null"'],
  },
  {
    because: 'a value that must be there is null',
    text: incident('{name: leak}', 'spec: {title: null, severity: High, detectedAt: "2026-03-02T08:00:00Z"}\n'),
    want: ['4:8: spec.title: Required value'],
  },
  {
    because: 'it is encrypted',
    text: incident(
      '{name: leak}',
      'spec: {title: "ENC[AES256_GCM,data:Yg==,type:str]", severity: High, detectedAt: "2026-03-02T08:00:00Z"}\nsops: {mac: x}\n',
    ),
    want: [
      '5:1: sops: unknown field; a cluster would drop it (it is encrypted: decrypt it first, as sops decrypt FILE | docket test - does)',
    ],
  },
];

describe('broken files of Docket', () => {
  it('are at least twenty', () => expect(BROKEN.length).toBeGreaterThanOrEqual(20));

  it.each(BROKEN)('are refused with file, line, field and fix: $because', async ({ text, want }) => {
    await using folder = await Folder.with({ 'checks.yaml': check('beside'), 'broken/a.yaml': text });
    const named = want.map((finding) => `${folder.path}/broken/a.yaml:${finding}`).toSorted();
    const linesOf = (printed: string): string[] =>
      printed
        .trimEnd()
        .split('\n')
        .filter((line) => line.includes('/a.yaml:'));
    const validated = await docket('validate', folder.path);
    expect({ code: validated.code, lines: linesOf(validated.out).toSorted() }).toEqual({ code: 2, lines: named });
    for (const argv of [
      ['test', folder.path],
      ['explain', 'check/beside', '-f', folder.path],
      ['demo', folder.path, '--once'],
    ]) {
      const heard = await docket(...argv);
      expect({ code: heard.code, out: heard.out, lines: linesOf(heard.err).toSorted() }).toEqual({
        code: 2,
        out: '',
        lines: named,
      });
    }
  });
});
