/** A set of callbacks for one kind of notification. */
export class Listeners<Notification> {
  readonly #listeners = new Set<(notification: Notification) => void>();

  /** @returns a function that removes the listener */
  add(listener: (notification: Notification) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  notify(notification: Notification): void {
    for (const listener of this.#listeners) listener(notification);
  }
}
