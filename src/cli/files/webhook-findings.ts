// What is wrong with the expressions of webhook sources in files, for `docket validate`: those that no operator could read. Evaluates none.

import type { IncidentSource } from '../../api/v1alpha1/incidentsource.gen.ts';
import { readItems } from '../../compliance/expression/items.ts';
import { type Finding, findingAt } from './findings.ts';
import type { Validation } from './validation.ts';

export function webhookFindings({ accepted }: Validation): Finding[] {
  return accepted.flatMap(({ loaded, object }) => {
    const webhook = object.kind === 'IncidentSource' ? (object as IncidentSource).spec.webhook : undefined;
    if (webhook === undefined) return [];
    const reading = readItems(webhook, { items: [], payload: {}, headers: {} });
    if (reading.kind !== 'ExpressionsInvalid') return [];
    return reading.faults.map((fault) => {
      const [place = '', ...message] = fault.split(': ');
      return findingAt(loaded, `spec.webhook.${byIndex(place, webhook.detections)}`, message.join(': '));
    });
  });
}

type Detections = NonNullable<IncidentSource['spec']['webhook']>['detections'];

/** Detections are named in messages, and are a list in files. */
function byIndex(place: string, detections: Detections = []): string {
  return place.replace(/^detections\[([^\]]+)\]/, (whole, name: string) => {
    const index = detections.findIndex((detection) => detection.name === name);
    return index < 0 ? whole : `detections[${index}]`;
  });
}
