import { type RunContext, toJson } from '../../harness/engine/index.ts';
import { redactAudio, type StsObserver } from '../../harness/socketio/index.ts';

/**
 * Puts what an observer sees into the event log, under `source`. Audio is told by its length and hash: the fragments'
 * files hold it.
 */
export function logObserver(run: RunContext, observer: StsObserver, source: string): void {
  observer.onEvent(({ event, payload, meta }) => {
    run.observe(source, event, { ...(meta === undefined ? {} : { meta }), payload: redactAudio(payload) });
  });
  observer.onNotice((notice) => run.observe(source, `observer:${notice.kind}`, toJson(notice)));
}
