// The stores that judgement reads, one per kind. Reflectors fill them (operator/caches.ts), or the command line from files: the same rows
// are judged. Reads and writes nothing itself.

import type { KubeObject } from '../api/meta.ts';
import type { Lister, Row } from '../runtime/lister.ts';
import { createStore, type Store } from '../runtime/store.ts';
import { type Kind, KIND_NAMES, type KindName, KINDS, type Objects, type Rows } from './kinds.ts';

/** The read side. An incident of a source is found under its name, which is made of the source and the external ID (api/names.ts). */
export type Listers = { readonly [Name in KindName]: Lister<Rows[Name]> };

export type Stores = { readonly [Name in KindName]: Store<Rows[Name]> };

/** Empty stores. `onHandlerError` is told what a change handler threw. */
export function createStores(onHandlerError: (error: unknown) => void): Stores {
  const storeOf = <Name extends KindName>(name: Name): Store<Rows[Name]> =>
    createStore<Rows[Name]>({ indexes: KINDS[name].indexes ?? {}, onHandlerError });
  return Object.fromEntries(KIND_NAMES.map((name) => [name, storeOf(name)])) as unknown as Stores;
}

/** A kind with the store of its rows. */
export interface StoredKind<T extends KubeObject, R extends Row> extends Kind<T, R> {
  readonly store: Store<R>;
}

/** Visits every kind in the order of their list. */
export function eachKind<Out>(
  stores: Stores,
  visit: <T extends KubeObject, R extends Row>(kind: StoredKind<T, R>) => Out,
): Out[] {
  const visitOne = <Name extends KindName>(name: Name): Out =>
    visit<Objects[Name], Rows[Name]>({ ...KINDS[name], store: stores[name] });
  return KIND_NAMES.map((name) => visitOne(name));
}
