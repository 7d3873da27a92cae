// Every scrape that a test takes is also put before `promtool check metrics`, once for each set of families, labels and help texts, where promtool
// is built: the nightly run builds it (tools/monitoring). Values are not looked at.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';

import { builtMonitoringBinary } from '../../../tools/monitoring/binaries.ts';

/** The buckets of a histogram are fewer. */
const MAX_LINES = 25;

const passed = new Set<string>();
let promtool: Promise<string | undefined> | undefined;

/** The text itself. Throws, with what promtool says, for one that is not good metrics. */
export async function checkedScrape(text: string): Promise<string> {
  const shape = shapeOf(text);
  if (passed.has(shape)) return text;
  promtool ??= builtMonitoringBinary('promtool');
  const binary = await promtool;
  if (binary !== undefined) await check(binary, sampleOf(text));
  passed.add(shape);
  return text;
}

/** Comments, and of each name with the same names of labels a few lines: promtool takes a minute for all of a large scrape. */
function sampleOf(text: string): string {
  const seen = new Map<string, number>();
  const lines = text.split('\n').filter((line) => {
    if (line.startsWith('#')) return true;
    const name = nameOf(line);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count <= MAX_LINES;
  });
  return `${lines.join('\n')}\n`;
}

/** What promtool judges: comments, names and the names of labels, each once. */
function shapeOf(text: string): string {
  const shapes = new Set(text.split('\n').map((line) => (line.startsWith('#') ? line : nameOf(line))));
  return createHash('sha256')
    .update([...shapes].toSorted().join('\n'))
    .digest('hex');
}

/** The name of a series with the names of its labels. */
const nameOf = (line: string): string => line.replaceAll(/="(?:[^"\\]|\\.)*"/g, '').replace(/ .*$/, '');

async function check(binary: string, text: string): Promise<void> {
  const child = spawn(binary, ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => (said += part));
  child.stdin.end(text);
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0 || said !== '') throw new Error(`promtool check metrics: exit code ${code}: ${said}`);
}
