/**
 * The tasks that a stream is made of, ended together: when one fails, or when `outer` is aborted, `signal` tells
 * the others to end. A task must end when it is told to.
 */
export class TaskGroup {
  /** What every task of the group listens to. */
  readonly signal: AbortSignal;
  readonly #failed = new AbortController();
  readonly #tasks = new Set<Promise<void>>();

  constructor(outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.#failed.signal]);
  }

  /** Adds a task that is under way. Tasks may add others. */
  add(task: Promise<unknown>): void {
    const tracked = task
      .then(
        () => undefined,
        (error: unknown) => this.fail(error),
      )
      .finally(() => this.#tasks.delete(tracked));
    this.#tasks.add(tracked);
  }

  /** Ends them all for a reason that no task of its own could tell. The first failure counts. */
  fail(error: unknown): void {
    this.#failed.abort(error);
  }

  /**
   * Resolves when every task has ended in order.
   *
   * @throws the first failure, or the reason of `outer`, once nothing of any task is left
   */
  async done(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
    this.signal.throwIfAborted();
  }
}
