// Lets two sides work on one machine in turns of some seconds, so that a slow minute of the machine falls on both alike. Knows nothing of
// their work.

/** Long enough that the cost of stopping and resuming is a small part of a turn. */
const TURN_MS = 4_000;

/** Work goes through a gate: none begins while it is closed. */
export class Gate {
  #opened = Promise.withResolvers<void>();
  #emptied = Promise.withResolvers<void>();
  #isOpen = false;
  #inside = 0;

  /** Runs `work` once the gate is open. */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    while (!this.#isOpen) await this.#opened.promise;
    this.#inside++;
    try {
      return await work();
    } finally {
      this.#inside--;
      if (this.#inside === 0) this.#emptied.resolve();
    }
  }

  open(): void {
    this.#isOpen = true;
    this.#opened.resolve();
  }

  /** Closes the gate; resolves when no work is inside any more. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.#opened = Promise.withResolvers();
    this.#emptied = Promise.withResolvers();
    if (this.#inside > 0) await this.#emptied.promise;
  }
}

export interface Side {
  readonly gate: Gate;
  /** Does all of the side's work. */
  readonly work: () => Promise<void>;
  /** Resolves when what follows from its work is done as well. Called once its gate is empty, and part of its turn. */
  readonly caughtUp?: () => Promise<void>;
}

/** The cost of a side in its turns. */
export interface Taken {
  readonly ms: number;
  /** Processor time of this process. */
  readonly cpuMs: number;
}

/** Runs both sides to their end, and returns the cost of each. A turn lasts until the gate is empty and the side has caught up. */
export async function inTurns(one: Side, other: Side): Promise<[one: Taken, other: Taken]> {
  const [first, second] = [new Player(one), new Player(other)];
  while (!first.hasEnded || !second.hasEnded) {
    for (const player of [first, second]) if (!player.hasEnded) await player.turn();
  }
  return [first, second];
}

class Player implements Taken {
  ms = 0;
  cpuMs = 0;
  hasEnded = false;
  readonly #side: Side;
  #work: Promise<void> | undefined;

  constructor(side: Side) {
    this.#side = side;
  }

  async turn(): Promise<void> {
    const startedMs = performance.now();
    const startedCpu = process.cpuUsage();
    this.#side.gate.open();
    this.#work ??= this.#side.work().then(() => void (this.hasEnded = true));
    await Promise.race([this.#work, new Promise((resolve) => setTimeout(resolve, TURN_MS))]);
    await this.#side.gate.close();
    await this.#side.caughtUp?.();
    const { user, system } = process.cpuUsage(startedCpu);
    this.ms += performance.now() - startedMs;
    this.cpuMs += (user + system) / 1_000;
  }
}
