// A namespace that does its worst to what receives: a source for each hostile expression, and for each format, and senders that push to them all
// the time, everything that is hostile and what the expressions are about. Judges nothing.

import { hostileInputs, hostileRules } from '../judgement/hostile-expressions.ts';
import { hostilePayloads } from './hostile-payloads.ts';
import { pathOf, post, type ReceivingStage, signed } from './stage.ts';
import type { WebhookConfig } from './webhook.ts';

const NAMESPACE = 'hostile';
/** Characters of an expression over what is pushed; the API server refuses a longer one, and an empty one. */
const MAX_EXPRESSION = 1_024;
const SENDERS = 8;
/** Before a sender comes again that was told to. */
const AGAIN_MS = 50;

export const hostileExpressions: readonly string[] = hostileRules
  .map(({ rule }) => rule.replaceAll(/\bincident\b/g, 'item').replaceAll(/\breview\b/g, 'payload.review'))
  .filter(({ length }) => length > 0 && length <= MAX_EXPRESSION);

const many = Array.from({ length: 300 }, (_, index) => index);
const m = 'item.many';
/** Answered at once over an item with no numbers, and never over one with many. */
const ENDLESS = `${m}.all(a, ${m}.all(b, ${m}.all(c, ${m}.all(d, ${m}.all(e, a + e >= 0)))))`;
/** Sources whose expressions never end: some from the first delivery on, and some that show first that they are quick. */
const SOURCES = { endless: 6, turning: 6 } as const;

/** One of each by turns. */
const endlessNames = Array.from({ length: SOURCES.endless + SOURCES.turning }, (_, index) =>
  index % 2 === 0 ? `endless${index}` : `turning${index}`,
);

type Webhook = Pick<WebhookConfig, 'format' | 'incidents' | 'detections' | 'signature'>;

export const pushedSpec = (config: Omit<Webhook, 'signature'>): object => ({
  webhook: { signature: { preset: 'HMAC', header: 'X-Sig' }, ...config },
  secretRef: { name: 'hook' },
});

const detectionOf = (expression: string): NonNullable<Webhook['detections']> => [
  { name: 'all', when: expression, groupBy: expression, threshold: { count: 1, within: '1m' }, severity: 'Low' },
];
const hostileSpec = (expression: string): object =>
  pushedSpec({
    format: 'Custom',
    incidents: [{ when: expression, id: expression, title: expression }],
    detections: detectionOf(expression),
  });

interface Sent {
  readonly source: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers: Record<string, string>;
}

/** Creates the namespace and its sources. */
export async function addHostileSources(stage: ReceivingStage): Promise<void> {
  await stage.addNamespace(NAMESPACE);
  const specs = [
    ...hostileExpressions.map((expression, index) => [`e${index}`, hostileSpec(expression)] as const),
    ...endlessNames.map((name, index) => [name, hostileSpec(`${ENDLESS} && ${index} >= 0`)] as const),
    ...formatSpecs(),
  ];
  for (const [name, spec] of specs) await stage.addSource(name, spec, NAMESPACE);
}

const byFormat = (format: string): string => format.toLowerCase();

function formatSpecs(): Array<readonly [name: string, spec: object]> {
  const formats = [...new Set(hostilePayloads().map(({ format }) => format))];
  return formats.map((format) => {
    const parts = {
      Alertmanager: {},
      Grafana: {},
      KubernetesAudit: { detections: detectionOf("item.stage != ''") },
      PolicyReporter: { incidents: [{ when: "item.status == 'fail'" }] },
      CloudEvents: { incidents: [{ category: 'item.type' }] },
      Custom: { incidents: [{ id: 'item.id', title: 'item.title' }] },
    } satisfies Record<typeof format, object>;
    return [byFormat(format), pushedSpec({ format, ...parts[format] })];
  });
}

/** Sent once, and first: what never ends would fill the namespace's own line, and nothing else hostile would come to its turn. */
function* endlessDeliveries(): Generator<Sent> {
  const [few, endless] = [[], many].map((numbers) => sent(JSON.stringify({ id: 'e', many: numbers })));
  for (const source of endlessNames) if (source.startsWith('turning')) yield { ...few, source } as Sent;
  for (const source of endlessNames) yield { ...endless, source } as Sent;
}

/** To each expression what it is about, and each payload to the source of its format or to one of the expressions. */
function* deliveries(): Generator<Sent> {
  const { incident, review } = hostileInputs.full;
  const about = sent(JSON.stringify({ ...incident, review, many }));
  for (const index of hostileExpressions.keys()) yield { ...about, source: `e${index}` };
  for (const [index, { format, body, headers }] of hostilePayloads().entries()) {
    const bytes =
      body instanceof Uint8Array ? new Uint8Array(body) : typeof body === 'string' ? body : JSON.stringify(body);
    const payload = sent(bytes);
    yield index % 2 === 0
      ? { ...payload, source: byFormat(format), headers: { ...headers, ...payload.headers } }
      : { ...payload, source: `e${index % hostileExpressions.length}` };
  }
}

function sent(body: Sent['body']): Omit<Sent, 'source'> {
  return { body, headers: signed(body) };
}

export interface HostileTraffic {
  /** Resolves once each delivery was taken or refused for good once. */
  readonly once: Promise<void>;
  /** Ends it; resolves to how often each status was answered. */
  stop(): Promise<ReadonlyMap<number | undefined, number>>;
}

/** Sends everything again and again, in several connections. */
export function sendHostile(url: string): HostileTraffic {
  const codes = new Map<number | undefined, number>();
  const once = Promise.withResolvers<void>();
  const repeated = [...deliveries()];
  const waiting = [...endlessDeliveries(), ...repeated];
  const isRepeated = new Set(repeated);
  let missing = repeated.length;
  const over = new AbortController();
  const send = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !over.signal.aborted; next = waiting.shift()) {
      const { source, body, headers } = next;
      const code = await post(url, body, headers, pathOf(NAMESPACE, source));
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (isRepeated.has(next)) waiting.push(next);
      if (code === 503) await new Promise((resume) => setTimeout(resume, AGAIN_MS));
      else if (isRepeated.has(next) && --missing === 0) once.resolve();
    }
  };
  const senders = Promise.all(Array.from({ length: SENDERS }, send));
  return {
    once: once.promise,
    async stop() {
      over.abort();
      await senders;
      return codes;
    },
  };
}
