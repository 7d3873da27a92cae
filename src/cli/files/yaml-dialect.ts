// The YAML that kubectl reads: which texts are booleans, numbers and texts. Parses nothing itself.

import type { ParseOptions, DocumentOptions, SchemaOptions, ScalarTag, Tags } from 'yaml';

/**
 * kubectl reads YAML 1.1 in part: `yes` and `on` are booleans and 010 is eight, but 10:30 is no number in base 60 and
 * 2026-01-01 no date.
 * https://pkg.go.dev/sigs.k8s.io/yaml#Unmarshal
 */
export const yamlOptions = {
  schema: 'yaml-1.1',
  customTags: asKubectlReads,
  merge: true,
  prettyErrors: false,
  logLevel: 'silent',
} as const satisfies ParseOptions & DocumentOptions & SchemaOptions;

const LEFT_OUT: ReadonlySet<unknown> = new Set(['timestamp', 'intTime', 'floatTime', 'binary', 'omap', 'pairs', 'set']);

function asKubectlReads(tags: Tags): Tags {
  const kept = tags.filter((tag) => {
    if (typeof tag === 'string') return !LEFT_OUT.has(tag);
    return !('format' in tag && tag.format === 'TIME') && !/:(timestamp|binary|omap|pairs|set)$/.test(tag.tag);
  });
  return kept.map((tag) =>
    typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:int' ? asInt64(tag as ScalarTag) : tag,
  );
}

const MAX_INT64 = 2n ** 63n - 1n;
/** The largest number below 2^63. */
const MAX_NUMBER = 2 ** 63 - 1024;

/** Keeps integers within int64 below 2^63, even when the nearest number is 2^63 itself. */
function asInt64(tag: ScalarTag): ScalarTag {
  return {
    ...tag,
    resolve: (text, onError, options) => {
      const value = tag.resolve(text, onError, { ...options, intAsBigInt: true });
      if (typeof value !== 'bigint') return value;
      return value <= MAX_INT64 && Number(value) > MAX_NUMBER ? MAX_NUMBER : Number(value);
    },
  };
}
