// Reads the list of metrics in docs/metrics.md. The names of metrics are API.

import { readFileSync } from 'node:fs';

export interface ListedMetric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

const LIST = new URL('../../../docs/metrics.md', import.meta.url);

export function listedMetrics(): ListedMetric[] {
  const rows = readFileSync(LIST, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => {
    const [names = '', type = '', labels = ''] = row.split('|').slice(1);
    return codes(names).map((name) => ({ name, type: type.trim(), labels: codes(labels).flatMap(wordsOf).toSorted() }));
  });
}

const codes = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
const wordsOf = (text: string): string[] => text.split(', ');
