// The expressions of a spec over what a sender pushes: what is asked of the thread that evaluates them, and what it answers. Types only.

/** The members of an entry of `incidents` that are texts. */
export type IncidentText = 'id' | 'title' | 'severity' | 'state' | 'category' | 'url' | 'service';

/** The part of a spec that has expressions. */
export interface ItemExpressions {
  readonly items?: string;
  readonly time?: string;
  readonly heartbeat?: string;
  readonly incidents?: ReadonlyArray<{ readonly [Name in IncidentText | 'when']?: string }>;
  readonly detections?: ReadonlyArray<{ readonly name: string; readonly when: string; readonly groupBy?: string }>;
}

export interface ItemsInput {
  /** JSON. Undefined: the expression `items` gives them, or the payload is the one item. */
  readonly items: readonly unknown[] | undefined;
  readonly payload: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is said of one item. */
export interface ItemReading {
  /** Of the item itself, where it came from the payload; 32 hexadecimal digits. */
  readonly hash?: string;
  readonly time?: string;
  readonly heartbeat: boolean;
  /** The first entry of `incidents` that takes the item, and its texts. */
  readonly incident?: { readonly entry: number; readonly texts: { readonly [Name in IncidentText]?: string } };
  /** The detections that count it, and the group's text; empty without `groupBy`. */
  readonly counted: ReadonlyArray<{ readonly detection: string; readonly group: string }>;
  /** The expressions that failed, by their place in the spec (`incidents[0].when`). */
  readonly failed: readonly string[];
}

export type ItemsReading =
  /** In the order of the items. */
  | { readonly kind: 'Items'; readonly items: readonly ItemReading[] }
  /** Expressions that cannot be read: their places in the spec, and what is wrong with them. They quote nothing but the spec. */
  | { readonly kind: 'ExpressionsInvalid'; readonly faults: readonly string[] }
  /** `items` failed, or gives no list, or too long a one. */
  | { readonly kind: 'NoItems' }
  /** Time or memory ran out, or did so again and again before. */
  | { readonly kind: 'NotEvaluated'; readonly message: string }
  /** Nothing is known of the items: too many questions of the namespace are open, the machine is too busy, or nothing is evaluated any more. The sender comes again. */
  | { readonly kind: 'Postponed' };

export interface ItemsQuestion extends ItemsInput {
  /** Of the source: namespaces take turns. */
  readonly namespace: string;
  /** The name of the source: the slow ones are evaluated apart. */
  readonly source: string;
  readonly expressions: ItemExpressions;
}

/** Never rejects. All items of a question share the limits of one evaluation: 100 ms of processor time and 64 MiB. */
export type ReadItems = (question: ItemsQuestion) => Promise<ItemsReading>;
