import type { FragmentProcessor, FragmentResult, FragmentTask } from '../processing/fragment-processor.ts';

interface PendingWork {
  readonly resolve: (result: FragmentResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Processes each fragment until a test finishes it with an outcome. */
export class ManualProcessor implements FragmentProcessor {
  readonly #pending = new Set<PendingWork>();

  /** Number of fragments that are being processed. */
  get unfinished(): number {
    return this.#pending.size;
  }

  /** Finishes one fragment, if any is pending. @param which index among the pending ones, modulo their number */
  finish(which: number, as: FragmentResult['status'] | 'crash'): void {
    const pending = [...this.#pending];
    const work = pending[which % pending.length];
    if (as === 'crash') work?.reject(new Error('crashed'));
    else if (as === 'failed')
      work?.resolve({ status: as, error: { code: 'ASR_FAILED', message: '', retryable: false } });
    else work?.resolve({ status: as });
  }

  async process({ onStage }: FragmentTask, signal: AbortSignal): Promise<FragmentResult> {
    onStage('asr');
    const { promise, resolve, reject } = Promise.withResolvers<FragmentResult>();
    const work = { resolve, reject };
    const abort = (): void => reject(signal.reason);
    this.#pending.add(work);
    signal.addEventListener('abort', abort);
    return await promise.finally(() => {
      this.#pending.delete(work);
      signal.removeEventListener('abort', abort);
    });
  }
}
