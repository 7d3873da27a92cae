// The chart of a release: its image by digest, and the annotations of Artifact Hub that a release adds. Pure; comments and order stay.
// Names of annotations and fields: https://artifacthub.io/docs/topics/annotations/helm/.

import { parseDocument, stringify } from 'yaml';

export interface ReleaseFacts {
  /** The texts of Chart.yaml, values.yaml and CHANGELOG.md. */
  readonly manifest: string;
  readonly values: string;
  readonly changelog: string;
  /** The image's repository, with its registry and without a tag. */
  readonly image: string;
  readonly digest: string;
}

export interface Change {
  readonly kind: string;
  readonly description: string;
}

const PLATFORMS = ['linux/amd64', 'linux/arm64'];
/** Artifact Hub's kinds of changes, which are the headings of Keep a Changelog in lower case. */
const CHANGE_KINDS = new Set(['added', 'changed', 'deprecated', 'removed', 'fixed', 'security']);

export function releasedChart({ manifest, values, changelog, image, digest }: ReleaseFacts): {
  readonly manifest: string;
  readonly values: string;
} {
  const chart = parseDocument(manifest);
  const annotate = (name: string, value: unknown): void => {
    chart.setIn(['annotations', `artifacthub.io/${name}`], stringify(value, { lineWidth: 0 }));
  };
  annotate('images', [{ name: 'docket', image: `${image}@${digest}`, platforms: PLATFORMS }]);
  annotate('changes', changesIn(changelog));
  const defaults = parseDocument(values);
  defaults.setIn(['image', 'repository'], image);
  defaults.setIn(['image', 'digest'], digest);
  const asText = { lineWidth: 0 };
  return { manifest: chart.toString(asText), values: defaults.toString(asText) };
}

/** The first sentence of each entry of the newest section that has entries. */
export function changesIn(changelog: string): Change[] {
  const sections = changelog.split(/^## /m).slice(1);
  const newest = sections.find((section) => /^- /m.test(section)) ?? '';
  return newest.split(/^### /m).flatMap((part) => {
    const kind = part.split('\n', 1)[0]?.toLowerCase() ?? '';
    if (!CHANGE_KINDS.has(kind)) return [];
    const entries = part.split(/^- /m).slice(1);
    return entries.map((entry) => ({ kind, description: firstSentence(entry) }));
  });
}

/** Without Markdown: Artifact Hub shows plain text. */
function firstSentence(entry: string): string {
  const text = entry
    .replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1')
    .replaceAll('`', '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return /^.*?\.(?= [A-Z]|$)/.exec(text)?.[0] ?? text;
}
