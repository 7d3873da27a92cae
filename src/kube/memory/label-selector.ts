// Label selectors in Kubernetes' syntax (`a=b,c!=d,e in (f,g),!h,i>5`): parsing and matching. Refuses what an API server refuses, with the
// same messages.

import { badRequest } from './answers.ts';
import { labelValueFaults, qualifiedNameFaults } from './names.ts';

export type LabelMatch = (labels: Readonly<Record<string, string>>) => boolean;

interface Requirement {
  readonly key: string;
  readonly operator: 'exists' | '!exists' | 'in' | 'notin' | 'gt' | 'lt';
  readonly values: readonly string[];
}

const matchesAll: LabelMatch = () => true;

export function parseLabelSelector(text: string | undefined): LabelMatch {
  if (text === undefined || text.trim() === '') return matchesAll;
  const requirements = new SelectorText(text).requirements();
  return (labels) => requirements.every((requirement) => meets(requirement, labels));
}

function meets({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case '!exists':
      return value === undefined;
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'in':
    case 'gt':
    case 'lt':
      return value !== undefined && compares(value, operator, values);
  }
}

function compares(value: string, operator: 'in' | 'gt' | 'lt', values: readonly string[]): boolean {
  if (operator === 'in') return values.includes(value);
  if (!/^[+-]?\d+$/.test(value)) return false;
  const bound = Number(values[0]);
  return operator === 'gt' ? Number(value) > bound : Number(value) < bound;
}

const TOKEN = /\s*(,|\(|\)|!=|!|==|=|>|<|[^\s,()!=<>]+)/y;
const SYMBOLS: ReadonlySet<string> = new Set(['', ',', '(', ')', '!=', '!', '==', '=', '>', '<']);
const isIdentifier = (token: string): boolean => !SYMBOLS.has(token);

/** The text of a selector while it is read from left to right; an empty token is its end. */
class SelectorText {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(text: string) {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) tokens.push(match[1] ?? '');
    this.#tokens = tokens;
  }

  requirements(): Requirement[] {
    const found: Requirement[] = [];
    while (this.#peek() !== '') {
      if (this.#peek() !== '!' && !isIdentifier(this.#peek())) {
        throw badRequest(`found '${this.#peek()}', expected: !, identifier, or 'end of string'`);
      }
      found.push(this.#requirement());
      this.#separator();
    }
    return found;
  }

  #separator(): void {
    const token = this.#next();
    if (token === '') return;
    if (token !== ',') throw badRequest(`found '${token}', expected: ',' or 'end of string'`);
    const after = this.#peek();
    if (after !== '!' && !isIdentifier(after)) throw badRequest(`found '${after}', expected: identifier after ','`);
  }

  #requirement(): Requirement {
    const absent = this.#peek() === '!';
    if (absent) this.#next();
    const key = this.#key();
    if (absent) return { key, operator: '!exists', values: [] };
    if (['', ','].includes(this.#peek())) return { key, operator: 'exists', values: [] };
    return this.#comparison(key, this.#next());
  }

  #key(): string {
    const key = this.#next();
    if (!isIdentifier(key)) throw unparsable(`found '${key}', expected: identifier`);
    const faults = qualifiedNameFaults(key);
    if (faults.length > 0) throw unparsable(`<nil>: Invalid value: ${JSON.stringify(key)}: ${faults.join('; ')}`);
    return key;
  }

  #comparison(key: string, operator: string): Requirement {
    switch (operator) {
      case 'in':
      case 'notin':
        return { key, operator, values: this.#list(key) };
      case '=':
      case '==':
        return { key, operator: 'in', values: [this.#value(key)] };
      case '!=':
        return { key, operator: 'notin', values: [this.#value(key)] };
      case '>':
      case '<':
        return { key, operator: operator === '>' ? 'gt' : 'lt', values: [wholeNumber(this.#value(key))] };
      default:
        throw unparsable(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  #value(key: string): string {
    const token = this.#peek();
    if (token === '' || token === ',') return '';
    if (!isIdentifier(token)) throw unparsable(`found '${token}', expected: identifier`);
    return checkedValue(key, this.#next());
  }

  #list(key: string): string[] {
    if (this.#peek() !== '(') throw unparsable(`found '${this.#peek()}' expected: '('`);
    this.#next();
    const values: string[] = [];
    for (let expectValue = true; ;) {
      const token = this.#next();
      if (isIdentifier(token) && expectValue) {
        values.push(checkedValue(key, token));
        expectValue = false;
      } else if (token === ',') {
        if (expectValue) values.push('');
        expectValue = true;
      } else if (token === ')') {
        return expectValue ? [...values, ''] : values;
      } else {
        throw unparsable(`found '${token}', expected: ',' or ')'`);
      }
    }
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? '';
  }
}

const unparsable = (detail: string): Error => badRequest(`unable to parse requirement: ${detail}`);

function checkedValue(key: string, value: string): string {
  const faults = labelValueFaults(value);
  if (faults.length === 0) return value;
  throw unparsable(`values[0][${key}]: Invalid value: ${JSON.stringify(value)}: ${faults.join('; ')}`);
}

function wholeNumber(value: string): string {
  if (/^[+-]?\d+$/.test(value)) return value;
  const detail = "for 'Gt', 'Lt' operators, the value must be an integer";
  throw unparsable(`values[0]: Invalid value: ${JSON.stringify(value)}: ${detail}`);
}
