// What a format and the expressions say of an item → what the cluster stores of it: an incident, an event that a detection counts, or a sign of
// life. Pure. An item that cannot be used is rejected by itself, and nothing else stops.

import { hash } from 'node:crypto';

import { FACT_BOUNDS, saying, toInstant, toLine, toParagraphs, toWebUrl } from '../../api/facts.ts';
import type { IncidentState, ProviderConfigs, Severity } from '../../api/v1alpha1/vocabulary.gen.ts';
import { rfc3339 } from '../../base/instants.ts';
import { durationMs } from '../../compliance/durations.ts';
import { severityOf, type SeverityMap } from '../kit/severity.ts';
import type { ItemReading } from '../ports/expressions.ts';
import type { EventItem, IncidentItem, Item } from '../ports/receive.ts';
import type { IncidentRecord, RejectedItem } from '../ports/record.ts';
import type { FormatBody, FormatFacts, FormatItem } from './format.ts';
import { isSoundID, timeMsOf } from './normalize-parts.ts';

type Config = ProviderConfigs['webhook'];

export interface RecordContext {
  readonly config: Config;
  readonly sourceUID: string;
  readonly dataPolicy: 'Minimal' | 'Full';
  readonly severityMap: SeverityMap;
  readonly receivedAtMs: number;
}

/** An item that Custom finds by its expression has nothing but a hash. */
type Found = Pick<FormatItem, 'key' | 'timeMs' | 'facts'>;

interface Read {
  readonly items: readonly Item[];
  readonly rejected: readonly RejectedItem[];
}

/** The clocks of senders may be ahead by so much. What is further ahead happened when it was received. */
const AHEAD_MS = 5 * 60 * 1000;

export function itemRead(found: Found, reading: ItemReading, context: RecordContext): Read {
  // The hash that Custom knows an item by says nothing to anybody.
  const known = context.config.format === 'Custom' ? {} : { externalID: found.facts?.id ?? found.key };
  const rejected: RejectedItem[] = reading.failed.map((place) => ({
    reason: 'ExpressionFailed',
    ...known,
    detail: `spec.webhook.${place} gave nothing for an item`,
  }));
  const timeMs = timeOf(found, reading, context.receivedAtMs);
  if (timeMs === undefined) {
    const detail = 'spec.webhook.time: neither an instant nor a number of seconds or milliseconds';
    return { items: [], rejected: [...rejected, { reason: 'InvalidTime', detail }] };
  }
  if (reading.heartbeat) return { items: heartbeatOf(found, context), rejected };
  const events = reading.counted.map((counted) => eventOf(found, counted, { timeMs, context }));
  const incident = incidentOf(found, reading, { timeMs, context });
  if (incident === undefined) return { items: events, rejected };
  return 'reason' in incident
    ? { items: events, rejected: [...rejected, incident] }
    : { items: [incident, ...events], rejected };
}

/** Undefined for what the expression gives and is no time. */
function timeOf({ timeMs }: Found, { time }: ItemReading, receivedAtMs: number): number | undefined {
  const said = time === undefined ? timeMs : (timeMsOf(time) ?? epochMs(time));
  if (time !== undefined && said === undefined) return undefined;
  return said === undefined || said > receivedAtMs + AHEAD_MS ? receivedAtMs : said;
}

/** Seconds until the year 5138, milliseconds from 1973 on. */
function epochMs(text: string): number | undefined {
  const value = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || !Number.isFinite(value)) return undefined;
  return timeMsOf(toInstant(isoOf(value < 100_000_000_000 ? value * 1000 : value)));
}

function isoOf(ms: number): string {
  return ms < 253_402_300_800_000 ? new Date(ms).toISOString() : '';
}

/** A heartbeat that says that it is over is none. One in ten seconds is stored. */
function heartbeatOf({ facts }: Found, { receivedAtMs }: RecordContext): Item[] {
  return facts?.state === 'resolved' ? [] : [heartbeatItem(receivedAtMs)];
}

const HEARTBEAT_STEP_MS = 10_000;
/** Of the 256 characters of a gap's detail. */
const MAX_REASON = 120;
const SHOWN_ID = /^[A-Za-z0-9._:/-]{1,96}$/;

export function heartbeatItem(receivedAtMs: number): Item {
  const time = rfc3339(receivedAtMs);
  return { kind: 'Heartbeat', key: `heartbeat/${Math.floor(receivedAtMs / HEARTBEAT_STEP_MS).toString(36)}`, time };
}

/** Something could not be read. The source is not complete for a day because of it. Undefined: everything could. */
export function lossItem(rejected: readonly RejectedItem[], receivedAtMs: number): Item | undefined {
  const [first] = rejected;
  if (first === undefined) return undefined;
  const time = rfc3339(receivedAtMs);
  const detail = lossDetail(first, rejected.length - 1);
  return { kind: 'Gap', key: `gap/Unreadable/${time}`, time, scope: 'Unreadable', gap: 'Open', detail };
}

/** Names places in the spec and in the format, and the item where its sender's id is no more than that: it is shown in a condition. */
function lossDetail({ reason, detail, externalID = '' }: RejectedItem, others: number): string {
  const item = SHOWN_ID.test(externalID) ? ` (item ${externalID})` : '';
  const more = others === 0 ? '' : `; ${others} more in this request`;
  return `${toLine(`${reason}: ${detail}`, MAX_REASON)}${item}${more}`;
}

/** A gap is found or closed anew with each request, so that its key holds its time. */
export function gapItem({ scope, isOpen }: NonNullable<FormatBody['gap']>, receivedAtMs: number): Item {
  const [gap, time, hashed] = [isOpen ? 'Open' : 'Closed', rfc3339(receivedAtMs), shortHash(scope)] as const;
  return { kind: 'Gap', key: `gap/${hashed}/${gap}/${time}`, time, scope: hashed, gap };
}

interface Placed {
  readonly timeMs: number;
  readonly context: RecordContext;
}

function eventOf(
  { key }: Found,
  { detection, group }: ItemReading['counted'][number],
  { timeMs, context }: Placed,
): EventItem {
  return {
    kind: 'Event',
    key: shortHash(`${detection}\n${key}`),
    time: rfc3339(timeMs),
    detection,
    group: group === '' ? NO_GROUP : shownGroup(detection, group, context),
  };
}

/** Where a detection does not group, or an item has nothing to group by. */
const NO_GROUP = 'all';

/** Two groups are never shown alike. Under Minimal a group is the same one for this source and detection only. */
function shownGroup(detection: string, group: string, { dataPolicy, sourceUID }: RecordContext): string {
  const digest = hash('sha256', [sourceUID, detection, group].join('\n')).slice(0, 12);
  if (dataPolicy === 'Minimal') return digest;
  const line = toLine(group, 96);
  return line === group && line !== NO_GROUP ? line : `${line} ${digest}`.trim();
}

type Texts = NonNullable<ItemReading['incident']>['texts'];

/** Undefined: the item is no incident. */
function incidentOf(found: Found, reading: ItemReading, placed: Placed): IncidentItem | RejectedItem | undefined {
  const { config } = placed.context;
  const isDefault = config.incidents === undefined && TAKES_ALL.has(config.format);
  const texts: Texts | undefined = isDefault ? {} : reading.incident?.texts;
  if (texts === undefined) return undefined;
  const id = texts.id ?? found.facts?.id ?? '';
  if (!isSoundID(id)) return { reason: 'InvalidID', detail: 'id: empty, too long, or with characters that no id has' };
  const state = stateOf(texts, found.facts);
  if (state === 'unknown') return { reason: 'UnknownState', externalID: id, detail: 'state: no state that is known' };
  const record = recordOf({ id, texts, facts: found.facts, state, rule: ruleOf(config, reading) }, placed);
  return { kind: 'Incident', key: shortHash(JSON.stringify(record)), time: rfc3339(placed.timeMs), incident: record };
}

/** The expression that gave the severity. */
function ruleOf({ incidents = [] }: Config, { incident }: ItemReading): string | undefined {
  return incident === undefined ? undefined : incidents[incident.entry]?.severity;
}

/** Their alerts are incidents where the spec does not choose. */
const TAKES_ALL: ReadonlySet<Config['format']> = new Set(['Alertmanager', 'Grafana']);

const STATES: Readonly<Record<string, IncidentState>> = {
  firing: 'Detected',
  open: 'Detected',
  opened: 'Detected',
  new: 'Detected',
  active: 'Detected',
  triggered: 'Detected',
  detected: 'Detected',
  acknowledged: 'Triaging',
  triaging: 'Triaging',
  investigating: 'Investigating',
  containing: 'Containing',
  resolved: 'Resolved',
  recovered: 'Resolved',
  closed: 'Closed',
};

const ENDED: ReadonlySet<IncidentState> = new Set(['Resolved', 'Closed']);

/** Undefined: nobody but the review says how far it is. */
function stateOf({ state }: Texts, facts: FormatFacts | undefined): IncidentState | 'unknown' | undefined {
  if (state !== undefined) {
    const name = state.trim().toLowerCase();
    return Object.hasOwn(STATES, name) ? STATES[name] : 'unknown';
  }
  if (facts?.state === undefined) return undefined;
  return facts.state === 'resolved' ? 'Resolved' : 'Detected';
}

const SEVERITIES: Readonly<Record<string, Severity>> = {
  ...{ emergency: 'Critical', alert: 'Critical', critical: 'Critical', fatal: 'Critical', page: 'Critical' },
  ...{ error: 'High', high: 'High', major: 'High' },
  ...{ warning: 'Medium', warn: 'Medium', medium: 'Medium', moderate: 'Medium' },
  ...{ notice: 'Low', low: 'Low', minor: 'Low' },
  ...{ info: 'Info', information: 'Info', informational: 'Info', debug: 'Info', none: 'Info' },
};

interface Said {
  readonly id: string;
  readonly texts: Texts;
  readonly facts: FormatFacts | undefined;
  readonly state: IncidentState | undefined;
  /** The spec's expression for the severity. */
  readonly rule: string | undefined;
}

function recordOf(said: Said, { timeMs, context }: Placed): IncidentRecord {
  const { id, facts, state = 'Detected' } = said;
  const detectedAtMs = Math.min(facts?.detectedAtMs ?? timeMs, timeMs);
  const endedAt = ENDED.has(state) ? rfc3339(facts?.resolvedAtMs ?? timeMs) : undefined;
  return {
    externalID: id,
    ...described(said, context),
    state,
    detectedAt: rfc3339(detectedAtMs),
    ...saying({
      resolvedAt: endedAt,
      closedAt: state === 'Closed' ? endedAt : undefined,
      stateUntil: endedAt === undefined ? stateUntil(said, detectedAtMs, context) : undefined,
    }),
  };
}

/** The spec's expressions go before the format. */
function described({ id, texts, facts, rule }: Said, { severityMap, dataPolicy }: RecordContext) {
  const { title = '', severity, category = '', url = '', service = '' } = { ...facts, ...texts };
  const field = texts.severity === undefined ? undefined : rule;
  const rated = severityOf([{ value: severity, names: SEVERITIES, field }], severityMap);
  const description = dataPolicy === 'Full' ? (facts?.description ?? '') : '';
  return {
    title: toLine(title, FACT_BOUNDS.title) || `Incident ${toLine(id, FACT_BOUNDS.service)}`,
    severity: rated.severity,
    ...saying({
      sourceSeverity: rated.sourceSeverity,
      category: toLine(category, FACT_BOUNDS.category),
      url: toWebUrl(url),
      service: toLine(service, FACT_BOUNDS.service),
      description: toParagraphs(description, FACT_BOUNDS.description),
    }),
  };
}

/**
 * What a sender repeats is taken over in steps of a quarter of `staleAfter`, so that not each repetition is a write. Where nobody said a
 * state, the review decides from the start.
 */
function stateUntil({ texts, facts }: Said, detectedAtMs: number, { config, receivedAtMs }: RecordContext): string {
  if (texts.state === undefined && facts?.state === undefined) return rfc3339(detectedAtMs);
  const staleMs = durationMs(config.staleAfter);
  const step = Math.max(1_000, Math.floor(staleMs / 4_000) * 1_000);
  return rfc3339(Math.ceil((receivedAtMs + staleMs) / step) * step);
}

/** Printable, and the same for the same text. */
const shortHash = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22);
