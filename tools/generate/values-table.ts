// The table of values in the chart's README, from the comments in values.yaml: a line `# --` above a value describes it. A value
// without one is a group, whose own values are described. Reads text; writes nothing.

import { isMap, isScalar, type Pair, parseDocument, stringify } from 'yaml';

const START = '<!-- values: generated from values.yaml by tools/generate.ts -->';
const END = '<!-- end of values -->';

/** One row of the table. */
export interface DescribedValue {
  /** As `--set` takes it: `image.repository`. */
  readonly name: string;
  readonly value: unknown;
  readonly description: string;
}

/** Every described value. Throws for a value that is neither described nor a group of described values. */
export function describedValues(yaml: string): DescribedValue[] {
  const { contents } = parseDocument(yaml);
  if (!isMap(contents)) throw new Error('values.yaml: no map');
  return rowsOf(contents.items, '');
}

function rowsOf(pairs: readonly Pair[], prefix: string): DescribedValue[] {
  return pairs.flatMap((pair) => {
    if (!isScalar(pair.key)) throw new Error(`values.yaml: a key below "${prefix}" is no text`);
    const name = `${prefix}${String(pair.key.value)}`;
    const description = descriptionOf(pair.key.commentBefore);
    if (description !== undefined) return [{ name, value: plain(pair.value), description }];
    if (!isMap(pair.value) || pair.value.items.length === 0) throw new Error(`values.yaml: ${name} has no description`);
    return rowsOf(withLeadingComment(pair.value.items, pair.value.commentBefore), `${name}.`);
  });
}

/** The parser assigns the comment above the first key of a nested map to the map. */
function withLeadingComment(pairs: readonly Pair[], comment: string | null | undefined): readonly Pair[] {
  const [first] = pairs;
  if (comment && isScalar(first?.key)) first.key.commentBefore ??= comment;
  return pairs;
}

function descriptionOf(comment: string | null | undefined): string | undefined {
  const lines = (comment ?? '').split('\n').map((line) => line.trim());
  return lines.findLast((line) => line.startsWith('-- '))?.slice(3);
}

const plain = (node: unknown): unknown =>
  typeof node === 'object' && node !== null && 'toJSON' in node ? (node as { toJSON(): unknown }).toJSON() : node;

/** The README with a table of the values of `yaml` between its two marks. */
export function withValuesTable(readme: string, yaml: string): string {
  const [before, after] = [readme.indexOf(START), readme.indexOf(END)];
  if (before < 0 || after < before)
    throw new Error(`charts/docket/README.md: the marks ${START} and ${END} are missing`);
  const rows = describedValues(yaml).map(
    ({ name, value, description }) => `| \`${name}\` | ${cell(value)} | ${description.replaceAll('|', '\\|')} |`,
  );
  const table = ['| value | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
  return `${readme.slice(0, before)}${START}\n\n${table}\n\n${readme.slice(after)}`;
}

function cell(value: unknown): string {
  if (value === '') return "`''`";
  return `\`${stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim().replaceAll('|', '\\|')}\``;
}
