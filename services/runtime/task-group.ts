/**
 * Tasks that end together: when one fails, or when `outer` is aborted, `signal` is aborted. Every task must end when
 * `signal` is aborted.
 */
export class TaskGroup {
  /** Aborted when the tasks of the group must end. */
  readonly signal: AbortSignal;
  readonly #failed = new AbortController();
  readonly #tasks = new Set<Promise<void>>();

  constructor(outer: AbortSignal) {
    this.signal = AbortSignal.any([outer, this.#failed.signal]);
  }

  /** Adds a running task. Tasks may add further tasks. */
  add(task: Promise<unknown>): void {
    const tracked = task
      .then(
        () => undefined,
        (error: unknown) => this.fail(error),
      )
      .finally(() => this.#tasks.delete(tracked));
    this.#tasks.add(tracked);
  }

  /** Ends all tasks because of an error that no task reports itself. The first failure counts. */
  fail(error: unknown): void {
    this.#failed.abort(error);
  }

  /**
   * Resolves when every task has completed.
   *
   * @throws the first failure, or the reason of `outer`, after every task has ended
   */
  async done(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
    this.signal.throwIfAborted();
  }
}
