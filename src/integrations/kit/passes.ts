// Tells when a listing whose pages shift while they are read has been read whole. What leaves its place between two pages moves what is behind
// it onto a page that was read already. So a listing is read again until a pass brings what the pass before brought, no less and no more: then
// nothing left while that one was read, so that nothing was hidden from it. A pass that brings nothing new is not enough: things can leave, and
// hide the same one, in two passes. Knows no vendor; sends nothing.

export class Passes {
  #before: ReadonlySet<string> | undefined;
  #now = new Set<string>();
  #isMore = false;

  /** `key` tells one row from another, at its place. `isNew`: the row was made since the pass before, so that this one did not miss it. */
  note(key: string, { isNew = false }: { readonly isNew?: boolean } = {}): void {
    if (!isNew && this.#before?.has(key) !== true) this.#isMore = true;
    this.#now.add(key);
  }

  /** The pass begins anew: what was noted of it does not count. */
  again(): void {
    this.#now = new Set();
    this.#isMore = false;
  }

  /** Ends the pass. Whether the listing has been read whole, which takes two passes at least. */
  end(): boolean {
    const isSame = this.#before?.isSubsetOf(this.#now) === true && !this.#isMore;
    this.#before = this.#now;
    this.again();
    return isSame;
  }
}
