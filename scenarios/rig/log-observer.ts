import { createHash } from 'node:crypto';
import { type Json, type RunContext, toJson } from '../../harness/engine/index.ts';
import type { StsObserver } from '../../harness/socketio/index.ts';

/**
 * Puts what an observer sees into the event log, under `source`. Audio is told by its length and hash: the fragments'
 * files hold it.
 */
export function logObserver(run: RunContext, observer: StsObserver, source: string): void {
  observer.onEvent(({ event, payload, meta }) => {
    run.observe(source, event, { ...(meta === undefined ? {} : { meta }), payload: withoutAudio(payload) });
  });
  observer.onNotice((notice) => run.observe(source, `observer:${notice.kind}`, toJson(notice)));
}

function withoutAudio(payload: unknown): Json {
  return JSON.parse(
    JSON.stringify(payload, (key: string, value: unknown) =>
      key === 'data_base64' && typeof value === 'string' ? briefly(value) : value,
    ) ?? 'null',
  );
}

function briefly(text: string): string {
  return `(${text.length} characters, sha256 ${createHash('sha256').update(text).digest('hex')})`;
}
