// Has two sides work on one machine in turns of some seconds, each for as long as it has work. What a machine does meanwhile, become slower
// or faster by half within a minute, falls on both alike. Knows nothing of what they do.

/** Long enough that stopping and going on, of which an undisturbed work has none, are a small part of it. */
const TURN_MS = 4_000;

/** What work goes through: none begins while it is closed. */
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

  /** Resolves when nobody is inside any more. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.#opened = Promise.withResolvers();
    this.#emptied = Promise.withResolvers();
    if (this.#inside > 0) await this.#emptied.promise;
  }
}

export interface Side {
  readonly gate: Gate;
  /** All of its work, which it begins when it is called. */
  readonly work: () => Promise<void>;
  /** Resolves when what follows from its own work, once its gate is empty, has been done too: that belongs to its turn. */
  readonly caughtUp?: () => Promise<void>;
}

/** What a side took in its turns. */
export interface Taken {
  readonly ms: number;
  /** Processor time of this process. */
  readonly cpuMs: number;
}

/** Runs both sides to their end, and returns what each took, from the opening of its gate until it is empty and the side has caught up, turn by turn. */
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
