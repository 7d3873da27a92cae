// The world that docs/scaling.md and the figure of a scrape are about: 500 checks in five namespaces, and 50 sources with incidents of every
// severity and state.

import { INCIDENT_STATES, SEVERITIES } from '../../../src/api/v1alpha1/vocabulary.gen.ts';
import { anIncidentRow } from '../builders/compliance.ts';
import { type Process, putCheck, putSource, readSource } from './metrics-process.ts';

const SOURCES = 50;
const CHECKS = 500;
const NAMESPACES = 5;

export function fillLargeWorld(process: Process): void {
  for (let source = 0; source < SOURCES; source++) {
    readSource(process, `team-a/source-${source}`);
    putSource(process, `source-${source}`, 'True');
    for (const severity of SEVERITIES) {
      for (const state of INCIDENT_STATES.slice(0, 4)) {
        const name = `${source}-${severity}-${state}`;
        const row = { source: `source-${source}`, severity, state, recordState: state, name };
        process.census.move(undefined, anIncidentRow(row));
      }
    }
  }
  const controls = ['CC7.2', 'CC7.4'].map((id) => ({ framework: 'SOC2', id }));
  const status = { result: 'Due', nextDeadline: '2026-03-04T00:00:00Z' } as const;
  for (let check = 0; check < CHECKS; check++) {
    const own = { namespace: `team-${check % NAMESPACES}`, name: `source-${check}-incident-closed` };
    putCheck(process, own, { controls, owner: 'security' }, status);
  }
}
