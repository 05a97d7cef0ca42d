import { withoutAudio } from '../socketio/index.ts';
import { StreamSessions } from './stream-sessions.ts';
import { summarise } from './summarise.ts';
import type { TapEvent, TapNotice } from './tap-notice.ts';

/** Puts what a tap sees into lines. */
export interface TapTelling {
  event(event: TapEvent, at: Date): string;
  notice(notice: TapNotice, at: Date): string;
}

const NAME_WIDTH = 20;

/** Lines for people: time, link, direction, name, stream, sequence number, sizes. */
export function asText(): TapTelling {
  const sessions = new StreamSessions();
  return {
    event(event, at) {
      const { link, direction, namespace, bytes } = event;
      const { name, streamId, sequenceNumber, audioBytes } = summarise(event, sessions.of(event));
      const words = [
        timeOf(at),
        `#${link}`,
        direction === 'worker-to-sts' ? '→' : '←',
        name.padEnd(NAME_WIDTH),
        namespace === '/' ? undefined : namespace,
        streamId,
        sequenceNumber === undefined ? undefined : `seq ${sequenceNumber}`,
        audioBytes === undefined ? undefined : `audio ${audioBytes} bytes`,
        `${bytes} bytes`,
      ];
      return words.filter((word) => word !== undefined).join('  ');
    },
    notice({ kind, ...details }, at) {
      return [timeOf(at), kind, ...Object.entries(details).map(told)].join('  ');
    },
  };
}

/** Lines for programs: an object each, `type` being `event` or `notice`. */
export function asJson(): TapTelling {
  const sessions = new StreamSessions();
  return {
    event(event, at) {
      const { streamId, sequenceNumber, audioBytes } = summarise(event, sessions.of(event));
      const { args, event: name, ackId, ...rest } = event;
      return JSON.stringify({
        type: 'event',
        at: at.toISOString(),
        ...rest,
        event: name,
        ack_id: ackId,
        stream_id: streamId,
        sequence_number: sequenceNumber,
        audio_bytes: audioBytes,
        args: args.map(withoutAudio),
      });
    },
    notice: (notice, at) => JSON.stringify({ type: 'notice', at: at.toISOString(), ...notice }),
  };
}

function timeOf(at: Date): string {
  return at.toISOString().slice(11, -1);
}

function told([name, value]: readonly [string, unknown]): string {
  return `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
