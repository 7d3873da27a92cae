// Validates names, labels and annotation keys as Kubernetes does. Each function lists what is wrong, in the words of apimachinery's
// validation; an empty list means that the text is valid.

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const KEY_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const VALUE = `(${KEY_NAME})?`;

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);
const LABEL_PATTERN = whole(LABEL);
const SUBDOMAIN_PATTERN = whole(SUBDOMAIN);
const KEY_NAME_PATTERN = whole(KEY_NAME);
const VALUE_PATTERN = whole(VALUE);

const bytes = (text: string): number => Buffer.byteLength(text);
const tooLong = (max: number, unit = 'bytes'): string => `must be no more than ${max} ${unit}`;

function mismatch(rule: string, pattern: string, examples: readonly string[]): string {
  const listed = examples.map((example) => `'${example}', `).join(' or ');
  return `${rule} (e.g. ${listed}regex used for validation is '${pattern}')`;
}

const SUBDOMAIN_RULE = mismatch(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN,
  ['example.com'],
);
const LABEL_RULE = mismatch(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL,
  ['my-name', '123-abc'],
);
const KEY_RULE = mismatch(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  KEY_NAME,
  ['MyName', 'my.name', '123-abc'],
);
const VALUE_RULE = mismatch(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  VALUE,
  ['MyValue', 'my_value', '12345'],
);

/** Names of most objects: a DNS-1123 subdomain. Its message counts characters, the others count bytes. */
export function subdomainFaults(text: string, unit = 'characters'): string[] {
  const faults = bytes(text) > 253 ? [tooLong(253, unit)] : [];
  return SUBDOMAIN_PATTERN.test(text) ? faults : [...faults, SUBDOMAIN_RULE];
}

/** Names of namespaces: a DNS-1123 label. */
export function labelNameFaults(text: string): string[] {
  const faults = bytes(text) > 63 ? [tooLong(63, 'characters')] : [];
  if (LABEL_PATTERN.test(text)) return faults;
  return [...faults, SUBDOMAIN_PATTERN.test(text) ? 'must not contain dots' : LABEL_RULE];
}

/** Keys of labels, annotations (in lower case) and finalizers: an optional `prefix/` and a name. */
export function qualifiedNameFaults(text: string): string[] {
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2) {
    return [`a valid label key ${KEY_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const faults = parts.length === 2 ? prefixFaults(parts[0] ?? '') : [];
  if (name === '') faults.push('name part must be non-empty');
  else if (bytes(name) > 63) faults.push(`name part ${tooLong(63)}`);
  if (!KEY_NAME_PATTERN.test(name)) faults.push(`name part ${KEY_RULE}`);
  return faults;
}

function prefixFaults(prefix: string): string[] {
  if (prefix === '') return ['prefix part must be non-empty'];
  return subdomainFaults(prefix, 'bytes').map((fault) => `prefix part ${fault}`);
}

export function labelValueFaults(text: string): string[] {
  const faults = bytes(text) > 63 ? [tooLong(63)] : [];
  return VALUE_PATTERN.test(text) ? faults : [...faults, VALUE_RULE];
}
