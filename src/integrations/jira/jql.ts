// The JQL of the spec, checked and combined with conditions of the provider. Pure. A query that could escape from its parentheses, or
// that brings an order of its own, is refused before anything is sent.
// https://support.atlassian.com/jira-software-cloud/docs/what-is-advanced-search-in-jira-cloud/

/** What is wrong with a JQL as a condition; undefined when it can be combined. Quoted text may hold anything. */
export function jqlFault(jql: string): string | undefined {
  let depth = 0;
  let previous = '';
  let isEmpty = true;
  for (const token of tokensOf(jql)) {
    if (token === 'open quote') return 'a quotation mark is not closed';
    isEmpty = false;
    if (token === '(') depth++;
    if (token === ')' && --depth < 0) return 'a parenthesis is closed that was not opened';
    if (previous === 'order' && token === 'by') return 'it has an ORDER BY, and the order is set by Docket';
    previous = token;
  }
  if (isEmpty) return 'it is empty';
  return depth > 0 ? 'a parenthesis is not closed' : undefined;
}

/** Words in lower case, and parentheses. Of a quoted text only `quoted` remains, or `open quote` when it does not end. */
function* tokensOf(jql: string): Generator<string> {
  for (let at = 0; at < jql.length;) {
    const char = jql[at] ?? '';
    if (char === '"' || char === "'") {
      const end = endOfQuote(jql, at);
      yield end === undefined ? 'open quote' : 'quoted';
      at = end ?? jql.length;
    } else if (char === '(' || char === ')') {
      yield char;
      at++;
    } else if (/\s/.test(char)) {
      at++;
    } else {
      const word = wordAt(jql, at);
      yield word.toLowerCase();
      at += word.length;
    }
  }
}

/** The index after the closing quotation mark. A backslash escapes the next character. */
function endOfQuote(jql: string, start: number): number | undefined {
  const quote = jql[start];
  for (let at = start + 1; at < jql.length; at++) {
    if (jql[at] === '\\') at++;
    else if (jql[at] === quote) return at + 1;
  }
  return undefined;
}

/** Up to the next blank, parenthesis or quotation mark. */
function wordAt(jql: string, start: number): string {
  let at = start;
  while (at < jql.length && !/[\s()"']/.test(jql[at] ?? '')) at += jql[at] === '\\' ? 2 : 1;
  return jql.slice(start, Math.min(at, jql.length));
}

const MINUTE_MS = 60_000;

/**
 * Changed at or after an instant, cut to the minute. A number of milliseconds is an instant. A date literal would be read in the time zone
 * of the searching account (https://github.com/airbytehq/airbyte/pull/48395).
 */
export function changedSince(jql: string, ms: number): string {
  const fromMs = Math.max(0, Math.floor(ms / MINUTE_MS) * MINUTE_MS);
  return `(${jql}) AND updated >= ${fromMs} ORDER BY updated ASC, key ASC`;
}

export function notDone(jql: string): string {
  return `(${jql}) AND statusCategory != Done ORDER BY created ASC, key ASC`;
}

/** `keys`: keys of issues that exist. Jira refuses the query when one does not. */
export function amongKeys(jql: string, keys: readonly string[]): string {
  return `(${jql}) AND key in (${keys.map((key) => `"${key}"`).join(', ')})`;
}
