/** The decoding thread: finds the packets in copies of what a tap forwards. `DecodingThread` talks to it. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Finding, lostConnection } from '../../tap-packet.ts';
import { EngineSessions } from '../engine/engine-sessions.ts';
import { LinkDecoder } from '../link-decoder.ts';
import type { FromThread, ThreadData, ToThread } from './thread-message.ts';

const { limitBytes, tellEveryBytes } = workerData as ThreadData;
const sessions = new EngineSessions(limitBytes);
const decoders = new Map<number, LinkDecoder>();
let readBytes = 0;

parentPort?.on('message', (message: ToThread) => {
  switch (message.type) {
    case 'push': {
      const { link, direction, chunk } = message;
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      tellFindings(link, decoderOf(link).push(direction, bytes));
      countAsRead(bytes.length);
      break;
    }
    case 'end':
      tellFindings(message.link, decoderOf(message.link).end(message.direction));
      break;
    case 'drop':
      forget(message.link);
      tellFindings(message.link, [lostConnection(message.direction, message.problem)]);
      break;
    case 'close':
      forget(message.link);
      tell({ type: 'closed', link: message.link });
      break;
    case 'settle':
      tell({ type: 'settled' });
  }
});

function tell(message: FromThread): void {
  parentPort?.postMessage(message);
}

function tellFindings(link: number, findings: readonly Finding[]): void {
  if (findings.length > 0) tell({ type: 'findings', link, findings });
}

function countAsRead(bytes: number): void {
  readBytes += bytes;
  if (readBytes < tellEveryBytes) return;
  tell({ type: 'read', bytes: readBytes });
  readBytes = 0;
}

function decoderOf(link: number): LinkDecoder {
  const decoder = decoders.get(link) ?? new LinkDecoder(sessions, limitBytes);
  decoders.set(link, decoder);
  return decoder;
}

function forget(link: number): void {
  decoders.get(link)?.close();
  decoders.delete(link);
}
