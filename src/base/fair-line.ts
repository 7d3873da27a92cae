// A line of waiting keys in which groups take turns: a group with a thousand keys delays the next key of another group by one turn. A group
// may have a limit of keys in work, so that keys that hang hold up their own group alone. First in, first out within a group.

import { Fifo } from './fifo.ts';

interface Group {
  readonly name: string;
  readonly keys: Fifo<string>;
  inWork: number;
  /** In the ring: it has a key, and room for it. */
  isReady: boolean;
}

export interface FairLineOptions {
  readonly groupOf: (key: string) => string;
  /** Keys of one group in work at once. */
  readonly limit: number;
}

export class FairLine {
  readonly #groupOf: (key: string) => string;
  readonly #limit: number;
  readonly #groups = new Map<string, Group>();
  /** The groups that may be taken from, in the order of their turns. */
  readonly #ring = new Fifo<Group>();
  #length = 0;

  constructor({ groupOf, limit }: FairLineOptions) {
    this.#groupOf = groupOf;
    this.#limit = limit;
  }

  /** Keys that wait, those of groups without room too. */
  get length(): number {
    return this.#length;
  }

  /** Whether `take` gives a key. */
  get isReady(): boolean {
    return this.#ring.length > 0;
  }

  push(key: string): void {
    const group = this.#groupFor(key);
    group.keys.push(key);
    this.#length++;
    this.#offer(group);
  }

  /** The next key, which counts as in work until `done`. Undefined: none waits, or the groups that have one have no room. */
  take(): string | undefined {
    const group = this.#ring.shift();
    const key = group?.keys.shift();
    if (group === undefined || key === undefined) return undefined;
    this.#length--;
    group.isReady = false;
    group.inWork++;
    this.#offer(group);
    return key;
  }

  /** Work on a key that was taken is done. */
  done(key: string): void {
    const group = this.#groups.get(this.#groupOf(key));
    if (group === undefined) return;
    group.inWork--;
    this.#offer(group);
    if (group.inWork === 0 && group.keys.length === 0) this.#groups.delete(group.name);
  }

  #groupFor(key: string): Group {
    const name = this.#groupOf(key);
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group: Group = { name, keys: new Fifo(), inWork: 0, isReady: false };
    this.#groups.set(name, group);
    return group;
  }

  #offer(group: Group): void {
    if (group.isReady || group.keys.length === 0 || group.inWork >= this.#limit) return;
    group.isReady = true;
    this.#ring.push(group);
  }
}
