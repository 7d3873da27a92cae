// Evidence in files: every command refuses what an API server refuses; what is encrypted, or made only in the cluster, is Unknown;
// everything else is compared as in a cluster.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { REFUSED_HOLDERS, TAKEN_HOLDERS, type RefusedHolder } from '../support/files/evidence-holders.ts';
import { check, NOW, OPEN, review } from '../support/judgement/judged-files.ts';
import { docket, Folder } from '../support/processes/command-line.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const refTo = (kind: string): string => (kind === 'Secret' ? 'secretRef' : 'configMapRef');

/** A check that asks for verified evidence, and a review whose evidence is in the object called `kept`. */
const asking = (kind: string, hash: string | undefined, verification = 'Verified'): string =>
  OPEN +
  check('c', `{type: EvidenceUploaded, evidenceUploaded: {required: Always, verification: ${verification}}}`) +
  review(
    `evidence: [{name: r, kind: Report, ${refTo(kind)}: {name: kept, key: report}${hash === undefined ? '' : `, sha256: "${hash}"`}}]`,
  );

const LABELS = { 'docket.dev/evidence': 'true' };

const named = (holder: RefusedHolder['holder']): string =>
  JSON.stringify({ apiVersion: 'v1', metadata: { name: 'kept', labels: LABELS }, ...holder });

describe('evidence that an API server refuses', () => {
  it.each(REFUSED_HOLDERS)('is refused by every command that uses it: $because', async ({ holder, field, says }) => {
    await using folder = await Folder.with({ 'a.yaml': asking(holder.kind, undefined), 'kept.json': named(holder) });
    const commands = [
      ['validate', folder.path],
      ['test', folder.path],
      ['explain', 'check/c', '-f', folder.path],
      ['demo', folder.path, '--once'],
    ];
    for (const argv of commands) {
      const { code, out, err } = await docket(...argv);
      expect(code).toBe(2);
      const told = `${out}${err}`.split('\n').filter((line) => line.startsWith(`${folder.path}/kept.json:`));
      expect(told.some((line) => line.includes(`: ${field}: `) && line.includes(says))).toBe(true);
    }
  });

  it('is none of the business of a command when nothing refers to it', async () => {
    const others = REFUSED_HOLDERS.map(({ holder }, index) =>
      JSON.stringify({ apiVersion: 'v1', metadata: { name: `n${index}` }, ...holder }),
    );
    await using folder = await Folder.with({ 'a.yaml': check('c'), 'others.yaml': others.join('\n---\n') });
    for (const argv of [
      ['validate', folder.path],
      ['test', folder.path],
      ['demo', folder.path, '--once'],
    ]) {
      expect(await docket(...argv)).toMatchObject({ code: 0, err: '' });
    }
  });

  it.each([
    {
      because: 'a misspelt member',
      text: 'dta: {report: x}\n',
      says: ':4:1: dta: unknown field; a cluster would drop it (did you mean data?)',
    },
    {
      because: 'a label that is no text',
      text: 'data: {report: x}\n',
      label: 'no',
      says: ':3:33: metadata.labels[a]: must be a string',
    },
  ])('is also told of $because', async ({ text, label = 'x', says }) => {
    const kept = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, labels: {a: ${label}}}\n${text}`;
    await using folder = await Folder.with({ 'a.yaml': asking('ConfigMap', undefined), 'kept.yaml': kept });
    expect((await docket('validate', folder.path)).out).toContain(`kept.yaml${says}`);
  });

  it('is told when it is there twice, as the later one would win', async () => {
    const holder = named({ kind: 'ConfigMap', data: { report: 'x' } });
    await using folder = await Folder.with({
      'a.yaml': asking('ConfigMap', undefined),
      'b.json': holder,
      'c.json': holder,
    });
    const { code, err } = await docket('test', folder.path);
    expect([code, err]).toEqual([2, expect.stringContaining('ConfigMap kept is defined twice, first in ')]);
  });

  it('is not mistaken for that of another namespace', async () => {
    const elsewhere = named({ kind: 'ConfigMap', data: { report: 5 } }).replace('"kept"', '"kept","namespace":"other"');
    await using folder = await Folder.with({ 'a.yaml': asking('ConfigMap', undefined), 'b.json': elsewhere });
    expect(await docket('test', folder.path, '--now', NOW)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/Failing +EvidenceMissing/),
    });
  });
});

/** What `docket test` says of the check, and its exit code. */
async function said(files: Readonly<Record<string, string>>): Promise<string> {
  await using folder = await Folder.with(files);
  const { code, out, err } = await docket('test', folder.path, '--now', NOW, '-o', 'json');
  if (out === '') return `${code} ${err}`;
  const { checks } = JSON.parse(out) as { checks: ReadonlyArray<{ result: string; reason: string }> };
  return `${code} ${checks.map(({ result, reason }) => `${result} ${reason}`).join()}`;
}

const PASSING = '0 Passing AllPassing';
const SEALED = '3 Unknown EvidenceSealed';

describe('evidence that an API server takes', () => {
  it.each(TAKEN_HOLDERS.filter(({ stored }) => JSON.stringify(stored).includes('"report"')))(
    'is hashed as it is stored: $because',
    async ({ holder, stored }) => {
      const { data, binaryData } = stored as { data?: Record<string, string>; binaryData?: Record<string, string> };
      const text = data?.['report'] ?? binaryData?.['report'] ?? '';
      const isPlain = holder.kind === 'ConfigMap' && data !== undefined;
      const bytes = isPlain ? text : Buffer.from(text, 'base64').toString();
      expect(await said({ 'a.yaml': asking(holder.kind, sha256(bytes)), 'kept.json': named(holder) })).toBe(PASSING);
      expect(await said({ 'a.yaml': asking(holder.kind, sha256('other')), 'kept.json': named(holder) })).toBe(
        '1 Failing EvidenceMismatch',
      );
    },
  );
});

const ENC = 'ENC[AES256_GCM,data:Tr7oo1k=,iv:1v4Ya==,tag:xyz==,type:str]';
const SOPS = `sops:\n  mac: "${ENC}"\n  version: 3.10.2\n`;
const secret = (members: string, metadata = `{name: kept, labels: ${JSON.stringify(LABELS)}}`): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: ${metadata}\n${members}`;
/** `type` is `KIND.GROUP/VERSION`. */
const custom = (type: string, name: string, spec = '{}', rest = ''): string => {
  const dot = type.indexOf('.');
  return `apiVersion: ${type.slice(dot + 1)}\nkind: ${type.slice(0, dot)}\nmetadata: {name: ${name}${rest}}\nspec: ${spec}\n`;
};

describe('evidence that files do not show', () => {
  it.each([
    { because: 'SOPS encrypted data', kept: secret(`data:\n  report: "${ENC}"\n${SOPS}`) },
    { because: 'SOPS encrypted stringData', kept: secret(`stringData:\n  report: "${ENC}"\n${SOPS}`) },
    { because: 'SOPS encrypted the type, too', kept: secret(`type: "${ENC}"\ndata:\n  report: "${ENC}"\n${SOPS}`) },
    {
      because: 'SOPS encrypted a Secret of another type',
      kept: secret(
        `type: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: "${ENC}"\n  report: "${ENC}"\n${SOPS}`,
      ),
    },
    {
      because: 'SOPS encrypted everything, the kind and the name included',
      kept: `apiVersion: "${ENC}"\nkind: "${ENC}"\nmetadata: {name: "${ENC}"}\ndata: {report: "${ENC}"}\n${SOPS}`,
    },
    {
      because: 'it is sealed',
      kept: custom('SealedSecret.bitnami.com/v1alpha1', 'kept', '{encryptedData: {report: AgBy}}'),
    },
    {
      because: 'it is sealed under another name',
      kept: custom('SealedSecret.bitnami.com/v1alpha1', 'x', '{template: {metadata: {name: kept}}}'),
    },
    { because: 'it is kept elsewhere', kept: custom('ExternalSecret.external-secrets.io/v1', 'kept') },
    {
      because: 'it is kept elsewhere, by another name',
      kept: custom('ExternalSecret.external-secrets.io/v1beta1', 'x', '{target: {name: kept}}'),
    },
    {
      because: 'a cluster-wide object makes it in namespaces',
      kept: custom('ClusterExternalSecret.external-secrets.io/v1', 'x', '{externalSecretSpec: {target: {name: kept}}}'),
    },
    {
      because: 'a driver makes it',
      kept: custom('SecretProviderClass.secrets-store.csi.x-k8s.io/v1', 'x', '{secretObjects: [{secretName: kept}]}'),
    },
    {
      because: 'Vault keeps it',
      kept: custom('VaultStaticSecret.secrets.hashicorp.com/v1beta1', 'x', '{destination: {name: kept}}'),
    },
    { because: '1Password keeps it', kept: custom('OnePasswordItem.onepassword.com/v1', 'kept') },
    { because: 'an issuer makes it', kept: custom('Certificate.cert-manager.io/v1', 'x', '{secretName: kept}') },
    {
      because: 'a plugin of Argo CD fills it in',
      kept: secret('stringData: {report: "<path:kv/data/shop#report>"}\n'),
    },
    {
      because: 'it does so by its annotation',
      kept: secret(
        'data: {report: <report>}\n',
        `{name: kept, labels: ${JSON.stringify(LABELS)}, annotations: {avp.kubernetes.io/path: kv/data/shop}}`,
      ),
    },
    {
      because: 'a webhook fills it in',
      kept: secret(`data: {report: ${Buffer.from('vault:secret/data/shop#report').toString('base64')}}\n`),
    },
    { because: 'vals fills it in', kept: secret('stringData: {report: "ref+vault://secret/shop#/report"}\n') },
    { because: '1Password fills it in', kept: secret('stringData: {report: "op://shop/report/text"}\n') },
  ])('is Unknown, neither passing nor a mismatch: $because', async ({ kept }) => {
    for (const verification of ['Verified', 'Attested']) {
      for (const hash of [sha256('what happened'), undefined]) {
        const text = asking('Secret', hash, verification);
        expect(await said({ 'a.yaml': text, 'kept.yaml': kept })).toBe(SEALED);
      }
    }
  });

  const wrong = asking('Secret', sha256('what happened'));

  it.each([
    {
      because: 'SOPS left it in plain text',
      kept: secret(`stringData: {report: what happened, other: "${ENC}"}\n${SOPS}`),
      want: PASSING,
    },
    {
      because: 'it is in plain text, and is something else',
      kept: secret('stringData: {report: nothing}\n'),
      want: '1 Failing EvidenceMismatch',
    },
    {
      because: 'the key is not there',
      kept: secret(`stringData: {other: "${ENC}"}\n${SOPS}`),
      want: '1 Failing EvidenceMissing',
    },
    {
      because: 'its Secret is not labelled as evidence, as it would not be in the cluster',
      kept: secret('stringData: {report: what happened}\n', '{name: kept}'),
      want: '1 Failing EvidenceMissing',
    },
    {
      because: 'another Secret is sealed',
      kept: custom('SealedSecret.bitnami.com/v1alpha1', 'other'),
      want: '1 Failing EvidenceMissing',
    },
    {
      because: 'that of another namespace is sealed',
      kept: custom('SealedSecret.bitnami.com/v1alpha1', 'kept', '{}', ', namespace: other'),
      want: '1 Failing EvidenceMissing',
    },
    {
      because: 'another group has such a kind',
      kept: custom('ExternalSecret.example.com/v1', 'kept'),
      want: '1 Failing EvidenceMissing',
    },
    {
      because: 'what reads like SOPS is none',
      kept: secret(`data: {report: "${ENC}"}\n`),
      want: expect.stringMatching(/^2 .*kept\.yaml:4:8: data\[report\]: is not base64/),
    },
    {
      because: 'what is not encrypted is judged all the same',
      kept: secret(`data: {report: "${ENC}", other: 5}\n${SOPS}`),
      want: expect.stringMatching(/^2 .*kept\.yaml:4:\d+: data\[other\]: must be a string, and is a number/),
    },
    {
      because: 'a text with angle brackets is a text',
      kept: secret('stringData: {report: "<report>"}\n'),
      want: '1 Failing EvidenceMismatch',
    },
  ])('is judged as far as they do: $because', async ({ kept, want }) => {
    expect(await said({ 'a.yaml': wrong, 'kept.yaml': kept })).toEqual(want);
  });

  it('is Failing once it has expired, encrypted or not', async () => {
    const expired = wrong.replace('kind: Report', 'kind: Report, expiresAt: "2026-03-04T11:59:59Z"');
    const kept = secret(`data: {report: "${ENC}"}\n${SOPS}`);
    expect(await said({ 'a.yaml': expired, 'kept.yaml': kept })).toBe('1 Failing EvidenceExpired');
  });

  it.each([
    { rule: 'review.status.evidence.exists(e, e.state == "Verified")' },
    { rule: '!review.status.evidence.exists(e, e.state == "Mismatch")' },
  ])('leaves a rule that reads its state without an answer: $rule', async ({ rule }) => {
    const text = wrong + check('rule', `{type: Expression, expression: {rule: '${rule}'}}`);
    const kept = secret(`data: {report: "${ENC}"}\n${SOPS}`);
    expect(await said({ 'a.yaml': text, 'kept.yaml': kept })).toMatch(/^3 .*,Unknown \w+$/);
  });

  it('is explained', async () => {
    await using folder = await Folder.with({
      'a.yaml': wrong,
      'kept.yaml': secret(`data: {report: "${ENC}"}\n${SOPS}`),
    });
    const { out, code } = await docket('explain', 'check/c', '-f', folder.path, '--now', NOW);
    expect(code).toBe(0);
    expect(out).toMatch(/EvidenceSealed/);
    expect(out).toMatch(/evidence r \(Report\): Sealed/);
  });

  it('is left out of the demonstration, which says so', async () => {
    await using folder = await Folder.with({
      'a.yaml': wrong,
      'kept.yaml': secret(`data: {report: "${ENC}"}\n${SOPS}`),
    });
    const { err, code } = await docket('demo', folder.path, '--once');
    expect([code, err]).toEqual([
      0,
      `note: ${folder.path}/kept.yaml:1: Secret kept is encrypted, or filled in only in a cluster, and is left out here\n`,
    ]);
  });
});
