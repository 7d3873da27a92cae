// `roster.yaml`: the same as roster.csv as a list under `people`, with lists as lists; and `asOf`, if it is there.

import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar, type YAMLMap } from 'yaml';
import type { PersonRecord } from '../../../integrations/ports/directory.ts';
import { foldedName } from '../address.ts';
import { FaultError, type Parsed, parsed, type Place } from './fault.ts';
import { PERSON_STATES } from './roster-csv.ts';
import {
  optionalAddress,
  optionalInstant,
  optionalText,
  requiredText,
  requiredWord,
  Unique,
  type Value,
} from './values.ts';

const TOP = ['people', 'asOf'] as const;
const FIELDS = ['person', 'email', 'aliases', 'roles', 'state', 'leftAt'] as const;

export interface RosterYaml {
  readonly people: PersonRecord[];
  readonly asOf: Value | undefined;
}

/** YAML takes hundreds of times its size while it is read, and CSV does not. */
const MAX_CHARACTERS = 256 * 1024;

export function readRosterYaml(text: string): Parsed<RosterYaml> {
  return parsed(() => {
    if (text.length <= MAX_CHARACTERS) return new YamlReader(text).roster();
    throw new FaultError(
      { line: 1, column: 1 },
      `the file has more than ${MAX_CHARACTERS} characters: write it as roster.csv`,
    );
  });
}

type Members = ReadonlyMap<string, { readonly node: Node | null; readonly place: Place }>;

class YamlReader {
  readonly #lines = new LineCounter();
  readonly #root: Node | null;

  constructor(text: string) {
    // The failsafe schema: every scalar is the text that is written, so that no date and no number is read into it.
    const document = parseDocument(text, {
      schema: 'failsafe',
      lineCounter: this.#lines,
      prettyErrors: false,
      // With 'silent' the parser would leave out a second document without a word.
      logLevel: 'error',
    });
    const [error] = document.errors;
    // Messages of the parser may quote the file.
    if (error !== undefined) throw new FaultError(this.#at(error.pos[0]), 'the file is no YAML');
    this.#root = document.contents;
  }

  roster(): RosterYaml {
    const top = this.#members(this.#root, TOP, 'the file');
    const people = top.get('people')?.node;
    const asOf = this.#scalar('asOf', top, this.#placeOf(this.#root));
    if (!isSeq(people)) throw new FaultError(this.#placeOf(people ?? this.#root), 'people must be a list');
    if (people.items.length === 0) throw new FaultError(this.#placeOf(people), 'people is empty');
    const names = new Unique('person', foldedName);
    const records = people.items.map((item) => {
      const node = item as Node;
      const record = this.#person(node);
      names.add(record.person, this.#placeOf(node));
      return record;
    });
    return { people: records, asOf: asOf.text === '' ? undefined : asOf };
  }

  #person(node: Node): PersonRecord {
    const members = this.#members(node, FIELDS, 'a person');
    const place = this.#placeOf(node);
    const value = (name: string): Value => this.#scalar(name, members, place);
    const email = optionalAddress('email', value('email'));
    const leftAt = optionalInstant('leftAt', value('leftAt'));
    return {
      person: requiredText('person', value('person')),
      ...(email !== undefined && { email }),
      aliases: this.#list('aliases', members, optionalAddress),
      roles: this.#list('roles', members, optionalText),
      state: requiredWord('state', value('state'), PERSON_STATES),
      ...(leftAt !== undefined && { leftAt }),
    };
  }

  #members(node: unknown, known: readonly string[], what: string): Members {
    if (!isMap(node)) throw new FaultError(this.#placeOf(node), `${what} must be a map with ${known.join(', ')}`);
    return new Map(
      (node as YAMLMap<Node, Node | null>).items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : '';
        if (!known.includes(name)) throw new FaultError(this.#placeOf(key), `the key is none of ${known.join(', ')}`);
        return [name, { node: value, place: this.#placeOf(value ?? key) }];
      }),
    );
  }

  #scalar(name: string, members: Members, absent: Place): Value {
    const member = members.get(name);
    if (member === undefined || member.node === null) return { ...(member?.place ?? absent), text: '' };
    if (!isScalar(member.node)) throw new FaultError(member.place, `${name} must be a text`);
    return { ...member.place, text: textOf(member.node) };
  }

  #list(name: string, members: Members, read: (name: string, value: Value) => string | undefined): string[] {
    const member = members.get(name);
    if (member === undefined || member.node === null) return [];
    if (isScalar(member.node) && textOf(member.node) === '') return [];
    if (!isSeq(member.node)) throw new FaultError(member.place, `${name} must be a list`);
    return member.node.items.flatMap((item) => {
      const place = this.#placeOf(item);
      if (!isScalar(item)) throw new FaultError(place, `${name} must be a list of texts`);
      return read(name, { ...place, text: textOf(item) }) ?? [];
    });
  }

  #placeOf(node: unknown): Place {
    const range = (node as Node | null | undefined)?.range;
    return this.#at(range?.[0] ?? 0);
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

/** What YAML reads as no value is none. In quotes it is a text. */
function textOf({ value, type }: Scalar): string {
  const isNothing = type === 'PLAIN' && (value === 'null' || value === '~');
  return typeof value === 'string' && !isNothing ? value : '';
}
