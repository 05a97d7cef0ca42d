import type { FragmentProcessor, FragmentResult, FragmentTask } from '../processing/fragment-processor.ts';

interface OpenWork {
  readonly resolve: (result: FragmentResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Works on fragments until a test says that the work is done, and how. */
export class HandWork implements FragmentProcessor {
  readonly #open = new Set<OpenWork>();

  /** Fragments on which work was begun and is neither done nor given up. */
  get unfinished(): number {
    return this.#open.size;
  }

  /** Ends one piece of work, if there is any. @param which of those under way, counted round */
  finish(which: number, as: FragmentResult['status'] | 'crash'): void {
    const open = [...this.#open];
    const work = open[which % open.length];
    if (as === 'crash') work?.reject(new Error('crashed'));
    else if (as === 'failed')
      work?.resolve({ status: as, error: { code: 'ASR_FAILED', message: '', retryable: false } });
    else work?.resolve({ status: as });
  }

  async process({ onStage }: FragmentTask, signal: AbortSignal): Promise<FragmentResult> {
    onStage('asr');
    const { promise, resolve, reject } = Promise.withResolvers<FragmentResult>();
    const work = { resolve, reject };
    const giveUp = (): void => reject(signal.reason);
    this.#open.add(work);
    signal.addEventListener('abort', giveUp);
    return await promise.finally(() => {
      this.#open.delete(work);
      signal.removeEventListener('abort', giveUp);
    });
  }
}
