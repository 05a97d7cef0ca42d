import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const messageSchema = z.object({ runFolder: z.string() });

/** One run in a process of its own, which loads the code as it is now. */
export class ChildRun {
  /** Resolves when it has ended, in whatever way. */
  readonly ended: Promise<void>;
  readonly #child;
  #runFolder: string | undefined;

  /** @param command the program and its arguments */
  constructor([program = process.execPath, ...args]: readonly string[]) {
    this.#child = spawn(program, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', (message) => {
      const { success, data } = messageSchema.safeParse(message);
      if (success) this.#runFolder = data.runFolder;
    });
    this.ended = once(this.#child, 'close').then(() => undefined);
  }

  /** Absolute path, once there is one. */
  get runFolder(): string | undefined {
    return this.#runFolder;
  }

  /** Ends it in order. */
  interrupt(): void {
    this.#child.kill('SIGINT');
  }
}
