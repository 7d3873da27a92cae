// Grafana's dashboards from config/monitoring/dashboards.yaml: the JSON that Grafana 11 and 12 import, in config/monitoring/dashboards and
// as the chart's copies. Reads that file; writes nothing. https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../crd-files.ts';
import type { DerivedFile } from './derived-file.ts';

interface Panel {
  readonly title: string;
  readonly description?: string;
  readonly kind: 'stat' | 'table' | 'timeseries';
  /** The width in columns; a row has 24. */
  readonly width: number;
  readonly expr: string;
  readonly unit?: string;
  readonly legend?: string;
  /** The colour of a value above zero; green when absent. */
  readonly colour?: string;
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** The uids of the dashboards that it links to. */
  readonly links: readonly string[];
  readonly rows: ReadonlyArray<{ readonly title: string; readonly panels: readonly Panel[] }>;
}

/** The schema version of Grafana 11.0. Newer versions migrate it when they load it. */
const SCHEMA_VERSION = 39;
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const COLUMNS = 24;
const HEIGHTS = { stat: 4, table: 8, timeseries: 8 } as const;

export async function dashboardFiles(): Promise<DerivedFile[]> {
  const source = await readFile(path.join(ROOT, 'config/monitoring/dashboards.yaml'), 'utf8');
  return (parse(source) as readonly Dashboard[]).flatMap((dashboard) => {
    const text = JSON.stringify(jsonOf(dashboard), null, 2);
    return ['config/monitoring/dashboards', 'charts/docket/dashboards'].map((folder) => ({
      file: `${folder}/${dashboard.uid}.json`,
      text,
    }));
  });
}

function jsonOf({ uid, title, description, links, rows }: Dashboard): object {
  return {
    uid,
    title,
    description,
    tags: ['docket'],
    schemaVersion: SCHEMA_VERSION,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-24h', to: 'now' },
    timezone: 'browser',
    links: links.map((target) => ({
      title: target === 'docket-compliance' ? 'Docket / Compliance' : 'Docket / Operations',
      type: 'link',
      url: `/d/${target}`,
      keepTime: true,
      includeVars: true,
      icon: 'dashboard',
    })),
    annotations: { list: [] },
    templating: { list: variables() },
    panels: laidOut(rows),
  };
}

function variables(): object[] {
  const query = (name: string, label: string, text: string, many: boolean): object => ({
    name,
    label,
    type: 'query',
    datasource: DATASOURCE,
    query: { query: text, refId: name },
    definition: text,
    refresh: 2,
    sort: 1,
    multi: many,
    includeAll: many,
    ...(many ? { allValue: '.*', current: { text: ['All'], value: ['$__all'] } } : {}),
  });
  return [
    { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus', refresh: 1 },
    query('job', 'Job', 'label_values(docket_watch_alive, job)', false),
    query('namespace', 'Namespace', 'label_values(docket_check_info{job="$job"}, namespace)', true),
  ];
}

/** Places panels from left to right, row by row. A row is as high as its highest panel. */
function laidOut(rows: Dashboard['rows']): object[] {
  const panels: object[] = [];
  let y = 0;
  for (const row of rows) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title: row.title,
      collapsed: false,
      gridPos: place(0, y++, COLUMNS, 1),
      panels: [],
    });
    let [x, height] = [0, 0];
    for (const panel of row.panels) {
      if (x + panel.width > COLUMNS) [x, y, height] = [0, y + height, 0];
      panels.push({ id: panels.length + 1, gridPos: place(x, y, panel.width, HEIGHTS[panel.kind]), ...panelOf(panel) });
      [x, height] = [x + panel.width, Math.max(height, HEIGHTS[panel.kind])];
    }
    y += height;
  }
  return panels;
}

const place = (x: number, y: number, w: number, h: number): object => ({ x, y, w, h });

function panelOf({ title, description, kind, expr, unit, legend, colour }: Panel): object {
  const steps = [{ color: 'green', value: null }, ...(colour === undefined ? [] : [{ color: colour, value: 1 }])];
  const target = {
    refId: 'A',
    datasource: DATASOURCE,
    expr: selected(expr),
    ...(kind === 'table' ? { format: 'table', instant: true, range: false } : { range: true }),
    ...(legend === undefined ? {} : { legendFormat: legend }),
  };
  return {
    type: kind,
    title,
    ...(description === undefined ? {} : { description }),
    datasource: DATASOURCE,
    targets: [target],
    fieldConfig: {
      defaults: { ...(unit === undefined ? {} : { unit }), thresholds: { mode: 'absolute', steps } },
      overrides: [],
    },
    options: optionsOf(kind),
    ...(kind === 'table' ? { transformations: [{ id: 'organize', options: { excludeByName: { Time: true } } }] } : {}),
  };
}

const selected = (expr: string): string =>
  expr.replaceAll(/\bNS\b/g, 'job="$job",namespace=~"$namespace"').replaceAll(/\bSEL\b/g, 'job="$job"');

function optionsOf(kind: Panel['kind']): object {
  switch (kind) {
    case 'stat':
      return {
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
        colorMode: 'value',
        graphMode: 'area',
      };
    case 'table':
      return { showHeader: true, cellHeight: 'sm' };
    case 'timeseries':
      return {
        legend: { showLegend: true, displayMode: 'list', placement: 'bottom' },
        tooltip: { mode: 'multi', sort: 'desc' },
      };
  }
}
