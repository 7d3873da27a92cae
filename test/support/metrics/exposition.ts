// Parses the text exposition format as a scraper does (https://prometheus.io/docs/instrumenting/exposition_formats/), strictly: an invalid
// line fails the test.

export interface Sample {
  /** The name on the line. For a histogram it ends with `_bucket`, `_sum` or `_count`. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly samples: Sample[];
}

const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary)$/;
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/s;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\["\\n])*)"(?:,|$)/y;

export function parseExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let help: readonly [name: string, text: string] = ['', ''];
  let current: Family | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, helpName, helpText] = HELP.exec(line) ?? [];
    const [, typeName, type] = TYPE.exec(line) ?? [];
    if (helpName !== undefined && helpText !== undefined) help = [helpName, helpText];
    else if (typeName !== undefined && type !== undefined) {
      current = { name: typeName, type, help: help[0] === typeName ? help[1] : '', samples: [] };
      families.set(typeName, current);
    } else current = withSample(current, line);
  }
  return families;
}

function withSample(family: Family | undefined, line: string): Family {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
  if (name === undefined || value === undefined || family === undefined || !name.startsWith(family.name)) {
    throw new Error(`not a line of the exposition format: ${JSON.stringify(line)}`);
  }
  family.samples.push({ name, labels: parseLabels(labels), value: Number(value) });
  return family;
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const at = LABEL.lastIndex;
    const [, name = '', value = ''] = LABEL.exec(text) ?? [];
    if (name === '') throw new Error(`not a list of labels from ${at} on: ${JSON.stringify(text)}`);
    labels[name] = value.replaceAll('\\n', '\n').replaceAll('\\"', '"').replaceAll('\\\\', '\\');
  }
  return labels;
}
