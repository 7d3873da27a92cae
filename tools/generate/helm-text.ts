// Small functions for writing Helm templates: escaped text, YAML without comments, a note of the origin. Knows no object of the chart.

import { stringify } from 'yaml';

/** The first line of a generated template. */
export const generatedFrom = (origin: string): string =>
  `{{/* Generated from ${origin} by tools/generate.ts; change that, not this file. */}}\n`;

/** Escapes text so that Helm prints it unchanged: each `{{` is replaced by an action that prints it. */
export function literal(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

/** YAML that Helm prints unchanged. Long lines are not wrapped, so that files can be compared line by line. */
export function yamlText(value: unknown): string {
  return literal(stringify(value, { lineWidth: 0 }));
}

/** A named template that prints this YAML. */
export function define(name: string, value: unknown): string {
  return `{{- define "${name}" -}}\n${yamlText(value).trimEnd()}\n{{- end -}}\n`;
}
