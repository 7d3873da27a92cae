// `docket explain` against a real API server: the same as on what `kubectl get` prints of it.

import { describe, expect, it } from 'vitest';
import { freshNamespace, sharedControlPlane } from '../support/clusters/control-plane.ts';
import { docket, Folder } from '../support/processes/command-line.ts';
import { check, NOW, OPEN, review } from '../support/judgement/judged-files.ts';

const LOSS =
  'dataLoss: {assessment: Confirmed, dataTypes: [PersonalData]}, evidence: [{name: r, kind: K, uri: "https://e.com/r"}]';
const FILES =
  OPEN + review(LOSS) + check('loss', '{type: DataLossReported}') + check('response', '{type: ResponseOnTime}');

describe('docket explain --kubeconfig', () => {
  it('says of a cluster what it says of a dump of it', async () => {
    const plane = sharedControlPlane();
    const namespace = await freshNamespace();
    await plane.kubectl(['apply', '-n', namespace, '-f', '-'], { input: FILES });
    const { stdout } = await plane.kubectl(['get', 'docket', '-n', namespace, '-o', 'yaml']);
    await using folder = await Folder.with({ 'dump.yaml': stdout });
    const flags = ['-n', namespace, '--now', NOW];
    for (const target of ['incident/leak', 'check/loss', 'check/response']) {
      const live = await docket('explain', target, '--kubeconfig', plane.kubeconfig, ...flags);
      expect(live).toEqual(await docket('explain', target, '-f', folder.path, ...flags));
      expect(live).toMatchObject({ code: 0, err: '', out: expect.stringContaining('leak') });
    }
    expect(await docket('explain', 'incident/leek', '--kubeconfig', plane.kubeconfig, ...flags)).toEqual({
      code: 2,
      out: '',
      err: `docket explain: no incident ${namespace}/leek; did you mean incident/leak?\n`,
    });
  });
});
