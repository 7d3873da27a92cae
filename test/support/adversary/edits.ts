// Everything that an editor of a namespace may try on Docket's objects and on what they rest on: each kind, each verb. Left out is what an
// editor may do by right: to edit the known checks, or what a review or a roster honestly attests (SECURITY.md says so).

import {
  CHECK_EXCEPTION,
  COMPLIANCE_CHECK,
  CONFIG_MAP,
  CRITICAL_SYSTEM,
  DELIVERY,
  DISCLOSURE_POLICY,
  INCIDENT,
  INCIDENT_REVIEW,
  INCIDENT_SOURCE,
  SECRET,
  SLA_POLICY,
  STAFF_ROSTER,
} from '../../../src/api/kinds.ts';
import { ROSTER, rosterCsv, SYSTEM } from '../operator/access-objects.ts';
import { SECRET_NAME, SOURCE } from '../operator/objects.ts';
import { GOOD_TOKEN, type OperatorStage } from '../operator/operator.ts';
import { timeIn } from '../operator/review-objects.ts';
import { create, createData, type Draw, type Edit, patch, patchStatus, remove, removeAll, update } from './draw.ts';
import { CONFIRMED, type Known, KNOWN_CHECKS, LAW, LAX, STRICT } from './world.ts';

interface Around {
  readonly draw: Draw;
  readonly stage: OperatorStage;
  readonly known: Known;
}

const DAY_MS = 86_400_000;
const NAMES = ['a', 'b', 'c'] as const;
const LABELS = [
  { tier: 'gold' },
  { tier: 'iron' },
  { 'docket.dev/zone': 'mine' },
  { 'docket.dev/severity': 'Info' },
] as const;
const BLANK = { summary: '\u200b', rootCause: '\u3164', preventionMeasures: ['\u2800'], reviewer: '\u00ad' };
const OWNER = { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '00000000-0000-4000-8000-000000000000' };

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const anyOf = ({ open, lost, late }: Known) => [open, lost, late].map(({ incident }) => incident);

const metadata = (draw: Draw) =>
  draw([
    { metadata: { labels: draw(LABELS) } },
    { metadata: { annotations: { 'docket.dev/requestedAt': String(draw([1, 2, 3])) } } },
  ]);

/** By which somebody else would delete a record, or could not. */
const ownership = (draw: Draw) =>
  draw([
    { metadata: { finalizers: ['example.com/mine'] } },
    { metadata: { ownerReferences: [OWNER] } },
    metadata(draw),
  ]);

const families: ReadonlyArray<(around: Around) => readonly Edit[]> = [
  reviews,
  exceptions,
  checks,
  incidents,
  sources,
  sources,
  access,
  data,
  policies,
  statuses,
];

/** One edit; most are taken, some are refused. Nobody but the vendor ends an incident, and no closure is complete. */
export function drawEdit(around: Around): Edit {
  const { draw } = around;
  return draw(draw(families)(around));
}

function reviews({ draw, known }: Around): readonly Edit[] {
  const name = draw(NAMES);
  const incident = draw(anyOf(known));
  const review = {
    state: draw(['Triaging', 'Resolved', 'Closed'] as const),
    dataLoss: { assessment: draw(['None', 'Suspected', 'Confirmed'] as const) },
    closure: draw([BLANK, { summary: 'Over' }, {}]),
  };
  const attached = draw([
    { secretRef: { name: SECRET_NAME, key: 'token' } },
    { configMapRef: { name: 'proof', key: 'proof.txt' } },
  ]);
  const evidence = [{ name: 'proof', kind: 'Report', ...attached, sha256: 'a'.repeat(64) }];
  return [
    create(INCIDENT_REVIEW, name, { incidentRef: { name: incident }, ...review }),
    create(INCIDENT_REVIEW, name, { incidentRef: { name: incident }, ...review, evidence }),
    patch(INCIDENT_REVIEW, name, { spec: review }),
    update(INCIDENT_REVIEW, name, review),
    patch(INCIDENT_REVIEW, name, { spec: { incidentRef: { name: draw(anyOf(known)) } } }),
    patch(INCIDENT_REVIEW, draw([name, CONFIRMED]), ownership(draw)),
    patch(INCIDENT_REVIEW, CONFIRMED, { spec: { state: review.state, closure: review.closure } }),
    remove(INCIDENT_REVIEW, draw([name, CONFIRMED])),
    removeAll(INCIDENT_REVIEW),
  ];
}

function exceptions({ draw, stage, known }: Around): readonly Edit[] {
  const name = draw(NAMES);
  const exception = {
    ...draw([{}, { checkRef: { name: draw(KNOWN_CHECKS) } }, { type: 'IncidentClosed' }]),
    target: draw([{ incidentRef: { name: draw(anyOf(known)) } }, { matchLabels: { tier: 'gold' } }]),
    covers: draw(['Approved', 'Future'] as const),
    reason: 'The vendor closes it with its next release.',
    requestedBy: draw(['alice', 'alice', 'bob']),
    approvedBy: draw([undefined, 'alice', 'bob']),
    expiresAt: timeIn(stage, 30 * DAY_MS),
  };
  return [
    create(CHECK_EXCEPTION, name, exception),
    create(CHECK_EXCEPTION, name, { ...exception, requestedBy: 'alice', approvedBy: undefined }),
    patch(CHECK_EXCEPTION, name, { spec: { approvedBy: draw(['alice', 'bob', null]) } }),
    patch(CHECK_EXCEPTION, name, { spec: exception }),
    update(CHECK_EXCEPTION, name, { approvedBy: draw(['alice', 'bob']) }),
    patch(CHECK_EXCEPTION, name, ownership(draw)),
    remove(CHECK_EXCEPTION, name),
    removeAll(CHECK_EXCEPTION),
  ];
}

function checks({ draw }: Around): readonly Edit[] {
  const name = draw(NAMES);
  const check = {
    type: draw(['IncidentClosed', 'DataLossReported', 'ResponseOnTime', 'AccessRemoved', 'SourceHealthy'] as const),
    suspend: draw([true, false]),
    gracePeriod: draw(['1s', '9d']),
  };
  const rule = { rule: draw(['true', 'incident.spec.severity == "Info"', 'incident.nothing']), failureReason: 'Never' };
  return [
    create(COMPLIANCE_CHECK, name, check),
    create(COMPLIANCE_CHECK, name, { type: 'Expression', expression: rule }),
    patch(COMPLIANCE_CHECK, name, { spec: check }),
    update(COMPLIANCE_CHECK, name, { suspend: check.suspend }),
    patch(COMPLIANCE_CHECK, draw([name, ...KNOWN_CHECKS]), metadata(draw)),
    remove(COMPLIANCE_CHECK, name),
  ];
}

function incidents({ draw, stage, known }: Around): readonly Edit[] {
  const [name, incident] = [draw(NAMES), draw(anyOf(known))];
  const noise = { title: 'Noise', severity: 'Low', detectedAt: timeIn(stage) };
  const facts = draw([
    { state: 'Resolved', severity: 'Info' },
    { acknowledgedAt: timeIn(stage, -7.99 * DAY_MS) },
    { sourceSeverity: { value: 'low' }, severity: 'Low' },
    { zone: 'lab' },
    { detectedAt: timeIn(stage) },
  ]);
  return [
    create(INCIDENT, name, noise, { labels: draw(LABELS) }),
    patch(INCIDENT, name, { spec: { state: draw(['Detected', 'Resolved']) } }),
    patch(INCIDENT, incident, ownership(draw)),
    patch(INCIDENT, incident, { spec: facts }),
    update(INCIDENT, incident, facts),
    remove(INCIDENT, draw([incident, name])),
    removeAll(INCIDENT),
    create(DELIVERY, name, { sourceRef: { name: SOURCE }, sourceUID: 'x', receivedAt: timeIn(stage), items: [] }),
  ];
}

function sources({ draw, stage }: Around): readonly Edit[] {
  const services = draw([['Shop'], ['Payments'], ['Shop', 'Payments'], ['Nowhere']]);
  const spec = draw([
    { suspend: true },
    { suspend: false },
    { suspend: false },
    { interval: draw(['30s', '1d', '99999d']) },
    { severityMap: [{ from: 'high', to: draw(['Info', 'Critical']) }] },
    { severityMap: null },
    { pagerDuty: { services } },
    { pagerDuty: { urgencies: draw([['High'], ['Low'], null]) } },
    { zone: draw(['emea', 'apac', 'lab', null]) },
    { slaPolicyRef: draw([{ name: LAX }, { name: STRICT }, { name: 'nowhere' }, null]) },
    { secretRef: { name: draw([SECRET_NAME, SECRET_NAME, 'no-such-secret']) } },
    { backfill: draw(['1d', '90d']) },
    { defaultChecks: draw(['Enabled', 'Disabled']) },
  ]);
  const whole = {
    pagerDuty: { endpoint: stage.vendor.url, services: ['Payments', 'Shop'] },
    secretRef: { name: SECRET_NAME },
    interval: '1m',
    zone: draw(['emea', 'lab']),
  };
  const other = { fixture: { configMapRef: { name: 'proof' } }, interval: '1s' };
  return [
    ...[1, 2, 3].map(() => patch(INCIDENT_SOURCE, SOURCE, { spec })),
    update(INCIDENT_SOURCE, SOURCE, { suspend: false }),
    patch(INCIDENT_SOURCE, SOURCE, metadata(draw)),
    draw([remove(INCIDENT_SOURCE, SOURCE), create(INCIDENT_SOURCE, SOURCE, whole)]),
    create(INCIDENT_SOURCE, SOURCE, whole),
    create(INCIDENT_SOURCE, draw(NAMES), draw([whole, other])),
    remove(INCIDENT_SOURCE, draw(NAMES)),
  ];
}

/** Of the access review. Who works here, and whose an account is, is what the files honestly say: those are not forged here. */
function access({ draw, stage }: Around): readonly Edit[] {
  const expected = [{ match: 'eve@example.com', owner: 'alice', reason: 'She still helps out, now and then.' }];
  const system = draw([
    { suspend: draw([true, false]) },
    { rosterRef: { name: draw([ROSTER, ROSTER, 'nobody']) } },
    { expectedAccounts: draw([expected, null]) },
    { validAccess: draw([{ allStaff: true }, { roles: ['none'] }]) },
    { interval: draw(['1m', '1d']) },
    { secretRef: { name: draw(['pager-users', 'pager-users', 'no-such-secret']) } },
  ]);
  const whole = {
    pagerDuty: { endpoint: stage.vendor.url },
    secretRef: { name: 'pager-users' },
    rosterRef: { name: ROSTER },
    interval: '1m',
    validAccess: { allStaff: true },
  };
  const roster = { secretRef: { name: ROSTER }, interval: '1m', maxAge: '30d' };
  return [
    patch(CRITICAL_SYSTEM, SYSTEM, { spec: system }),
    patch(CRITICAL_SYSTEM, SYSTEM, metadata(draw)),
    draw([remove(CRITICAL_SYSTEM, SYSTEM), create(CRITICAL_SYSTEM, SYSTEM, whole)]),
    create(CRITICAL_SYSTEM, SYSTEM, whole),
    patch(STAFF_ROSTER, ROSTER, {
      spec: draw([{ suspend: true }, { suspend: false }, { maxAge: draw(['1d', '30d']) }]),
    }),
    draw([remove(STAFF_ROSTER, ROSTER), create(STAFF_ROSTER, ROSTER, roster)]),
    create(STAFF_ROSTER, ROSTER, roster),
  ];
}

/** What objects rest on: credentials, files, evidence. */
function data({ draw, stage }: Around): readonly Edit[] {
  const people = [{ person: 'ada' }, { person: 'bob' }, { person: 'eve', state: 'offboarded', leftAt: '2026-01-01' }];
  const csv = draw([rosterCsv(people), rosterCsv(people), rosterCsv([]), 'no columns', '\u0000']);
  const asOf = draw([timeIn(stage), timeIn(stage, DAY_MS), 'yesterday']);
  const files = { 'roster.csv': base64(csv), asOf: base64(asOf) };
  const token = { token: base64(draw([GOOD_TOKEN, GOOD_TOKEN, 'revoked'])) };
  const secret = draw([SECRET_NAME, 'pager-users'] as const);
  return [
    patch(SECRET, ROSTER, { data: files }),
    createData(SECRET, ROSTER, files),
    patch(SECRET, secret, { data: token }),
    createData(SECRET, secret, token),
    draw([remove(SECRET, secret), createData(SECRET, secret, token)]),
    draw([remove(SECRET, ROSTER), createData(SECRET, ROSTER, files)]),
    createData(CONFIG_MAP, 'proof', { 'proof.txt': 'x', 'incidents.json': '[]' }),
    patch(CONFIG_MAP, 'proof', { data: { 'proof.txt': draw(['x', 'y']) } }),
    remove(CONFIG_MAP, 'proof'),
  ];
}

/** Cluster-wide: none of them is for an editor. */
function policies({ draw }: Around): readonly Edit[] {
  const targets = [{ severity: 'High', acknowledgeWithin: '300d' }];
  const policy = draw([STRICT, LAX]);
  return [
    create(SLA_POLICY, draw(NAMES), { targets }),
    patch(SLA_POLICY, policy, { spec: { targets } }),
    remove(SLA_POLICY, policy),
    removeAll(SLA_POLICY),
    patch(DISCLOSURE_POLICY, LAW, { spec: { obligations: [] } }),
    update(DISCLOSURE_POLICY, LAW, { appliesTo: { zones: ['nowhere'] } }),
    remove(DISCLOSURE_POLICY, LAW),
  ];
}

/** What only the operator writes. */
function statuses({ draw, stage, known }: Around): readonly Edit[] {
  const way = draw([undefined, 'status'] as const);
  const incident = draw(anyOf(known));
  return [
    patchStatus(INCIDENT, incident, { state: 'Resolved', acknowledgedAt: timeIn(stage, -7.99 * DAY_MS) }, way),
    patchStatus(INCIDENT, incident, { deadlines: null }, way),
    patchStatus(COMPLIANCE_CHECK, draw(KNOWN_CHECKS), { result: 'Passing' }, way),
    patchStatus(INCIDENT_REVIEW, CONFIRMED, { bound: false }, way),
    patchStatus(CHECK_EXCEPTION, draw(NAMES), { state: 'Active', approvedAt: timeIn(stage) }, way),
    patchStatus(INCIDENT_SOURCE, SOURCE, { lastHandledRequestedAt: '3' }, way),
    patchStatus(CRITICAL_SYSTEM, SYSTEM, { findings: [] }, way),
  ];
}
