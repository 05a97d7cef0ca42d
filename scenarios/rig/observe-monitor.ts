import { type Json, type RunContext, toJson } from '../../harness/engine/index.ts';
import type { StsMonitor } from '../../harness/socketio/index.ts';

/** Puts what the monitor sees into the event log; audio is told by its length, the fragments' files hold it. */
export function observeMonitor(run: RunContext, monitor: StsMonitor): void {
  monitor.onEvent(({ event, payload, meta }) => {
    run.observe('sts', event, { ...(meta === undefined ? {} : { meta }), payload: withoutAudio(payload) });
  });
  monitor.onNotice((notice) => run.observe('sts', `monitor:${notice.kind}`, toJson(notice)));
}

function withoutAudio(payload: unknown): Json {
  return JSON.parse(
    JSON.stringify(payload, (key: string, value: unknown) =>
      key === 'data_base64' && typeof value === 'string' ? `(${value.length} characters)` : value,
    ) ?? 'null',
  );
}
