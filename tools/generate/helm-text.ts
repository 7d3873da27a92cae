// Small pieces that write Helm templates: text that Helm must not read as its own, YAML without comments, a note of the origin.
// Knows no object of the chart.

import { stringify } from 'yaml';

/** The first line of a generated template. */
export const generatedFrom = (origin: string): string =>
  `{{/* Generated from ${origin} by tools/generate.ts; change that, not this file. */}}\n`;

/** Text as Helm prints it unchanged: what opens an action is itself made one. */
export function literal(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}

/** YAML that Helm prints as it is. Long lines stay whole, so that a comparison line by line stays possible. */
export function yamlText(value: unknown): string {
  return literal(stringify(value, { lineWidth: 0 }));
}

/** A named template that gives this YAML. */
export function define(name: string, value: unknown): string {
  return `{{- define "${name}" -}}\n${yamlText(value).trimEnd()}\n{{- end -}}\n`;
}
