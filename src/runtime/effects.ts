// Effects: what Docket does outside the cluster (resolve an incident at its vendor, send a notification), as data, and the port that
// carries them out. Types only. How an effect is recorded is decided in effect-ledger.ts; docs/adr/0015-effects.md has the protocol.

/** One thing to do outside the cluster. Narrow it per kind: `interface Resolve extends Effect { kind: 'Resolve'; incidentID: string }`. */
export interface Effect {
  /** Names the port that carries it out; also a metric label. CamelCase. */
  readonly kind: string;
  /**
   * The idempotency key. Two effects with one key are the same effect, whatever else they say. Build it from what outlives the process
   * and the object (the source, the external ID, the time of the closure): the uid of an object that is restored is another one.
   */
  readonly key: string;
  /** What is slow or broken together (a credential, a host): effects of one lane never hold up those of another. */
  readonly lane: string;
  /** What a refusal depends on (the generation of the source, the version of its Secret). When it changes, a refused effect is tried again. */
  readonly revision?: string;
}

/**
 * How far an effect has come, as stored in a status. `Sending`: an attempt has been announced; whether it was made is known only once
 * the record moves on. `Waiting`: the attempt failed, or its answer was lost. `Done` and `Refused` are final.
 */
export type EffectState = 'Sending' | 'Waiting' | 'Done' | 'Refused';

/** One effect in a status. Times are RFC 3339, whole seconds. */
export interface EffectRecord {
  readonly key: string;
  readonly kind: string;
  readonly state: EffectState;
  /** Counts attempts; each one is stored before it is made. */
  readonly attempts: number;
  /** When the state was last entered. */
  readonly at: string;
  /** `Sending` and `Waiting`: nobody tries again before this. */
  readonly retryAt?: string;
  /** CamelCase. */
  readonly reason?: string;
  readonly message?: string;
  /** The `revision` of the effect that was refused. */
  readonly revision?: string;
}

/** The vendor did nothing and says why. `reason` is CamelCase, `message` is ours: no provider text, no secret. */
export type EffectFailure =
  /** It will say the same again. */
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string }
  /** It may do it later: rate limited, unavailable, busy. */
  | {
      readonly kind: 'transient';
      readonly reason: string;
      readonly message: string;
      readonly retryAfterMs?: number;
    };

export type EffectOutcome =
  | EffectFailure
  | { readonly kind: 'done' }
  /** An earlier attempt, or a person, had done it. */
  | { readonly kind: 'already' }
  /** Sent, and nobody knows whether it was done: the answer was lost or came too late. */
  | { readonly kind: 'ambiguous'; readonly reason: string; readonly message: string };

/** The `outcome` label of docket_effects_total. */
export type EffectOutcomeKind = EffectOutcome['kind'];

/** The limits of one attempt. */
export interface AttemptLimits {
  /** Aborts when the time is over, or when this replica may not go on. */
  readonly signal: AbortSignal;
  /**
   * Nothing may be sent any more. Ask right before a write that follows another call: a process that was suspended finds the time over
   * although its signal has not aborted yet.
   */
  readonly isOver: () => boolean;
}

/**
 * Carries out the effects of one kind. Must end soon after the signal aborts. What it throws counts as `transient` while looking, and
 * as `ambiguous` while sending.
 */
export interface EffectPort<E extends Effect> {
  /**
   * Whether the effect is there already, found by its key; reads only. Called before every `send`. It must see what an earlier `send`
   * did, also when a person has changed the thing since. Absent: the vendor cannot be asked, and an effect whose answer was lost is sent again.
   */
  readonly look?: (
    effect: E,
    limits: AttemptLimits,
  ) => Promise<EffectFailure | { readonly kind: 'already' } | { readonly kind: 'absent' }>;
  /** Does it, and leaves the key where `look` finds it. One write at the vendor: an effect that needs two is two effects. */
  readonly send: (effect: E, limits: AttemptLimits) => Promise<EffectOutcome>;
}

/** A port for each kind of effect. */
export type EffectPorts<E extends Effect> = { readonly [K in E['kind']]: EffectPort<Extract<E, { kind: K }>> };

/** What a controller says about the effects of its objects; the functions are pure. */
export interface ControllerEffects<Observation, E extends Effect> {
  readonly ports: EffectPorts<E>;
  /** The status that was observed; undefined: the object has none. */
  readonly statusOf: (observation: Observation) => object | undefined;
  /** The records that a status holds, observed or planned. */
  readonly recordsIn: (status: object | undefined) => readonly EffectRecord[];
  /**
   * The effects that the object is to have by now, those that are done included, in the order in which they are carried out. None:
   * nothing is begun, for instance because the data is stale.
   */
  readonly wanted: (observation: Observation, records: readonly EffectRecord[], now: Date) => readonly E[];
}
