import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { publicationsIn } from './output-facts.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { logRef } from './run-facts.ts';

/** A path that two publishers claim. */
export interface TakenPath {
  readonly path: string | undefined;
  /** The other one took it over. Otherwise MediaMTX refused the one of the run. */
  readonly isReplaced?: boolean;
  /** The event in which MediaMTX reports it. */
  readonly atSeq: number | undefined;
}

/** A publisher that does not belong to the run. */
export interface OtherPublisher {
  /** `RTMP from 127.0.0.1:50460` */
  readonly name: string;
  readonly address: string;
  readonly port: string;
  /** The list of MediaMTX's API with its connection. */
  readonly list: 'rtmpconns' | 'rtspsessions';
  readonly ref: EvidenceRef;
}

const CLOSED = /^\[\w+\] \[(?:conn|session) ([^\]\s]+)\] closed: /;

/**
 * The two publishers of a path, as MediaMTX names their connections: the one that has the path, and that of the
 * run. Each is `undefined` where the log does not name it.
 */
export function otherPublisher(
  facts: PipelineFacts,
  { path, isReplaced = false, atSeq = Number.POSITIVE_INFINITY }: TakenPath,
): { readonly other: OtherPublisher | undefined; readonly own: string | undefined } {
  const ofPath = publicationsIn(facts).filter((one) => one.path === path);
  const before = ofPath.findLast(({ line, closed }) => line.seq < atSeq && (closed?.seq ?? atSeq) >= atSeq);
  const taking = isReplaced ? ofPath.find(({ line }) => line.seq > atSeq) : before;
  const refusal = facts.logs({ source: 'mediamtx' }).find(({ seq }) => seq === atSeq);
  const own = isReplaced ? addressOf(facts, before?.connection) : CLOSED.exec(refusal?.message ?? '')?.[1];
  const address = addressOf(facts, taking?.connection);
  const port = /:(\d+)$/.exec(address ?? '')?.[1];
  if (taking === undefined || address === undefined || port === undefined) return { other: undefined, own };
  const protocol = /^\[(\w+)\]/.exec(taking.line.message)?.[1] ?? '';
  const list = protocol.startsWith('RTSP') ? 'rtspsessions' : 'rtmpconns';
  return {
    other: { name: `${protocol} from ${address}`, address, port, list, ref: logRef(taking.line) },
    own,
  };
}

/** How to find and stop it. */
export function fixOfOther({ address, port, list }: OtherPublisher): string {
  return `Stop the publisher at ${address}: ss -tnp 'sport = :${port}' names its process on that machine, and curl -s <mediamtx-api>/v3/${list}/list its connection. Or run with a name that nothing else uses: --stream another-name`;
}

/** `conn 127.0.0.1:50460`; a session of RTSP is named by its id, and its address when it was created. */
function addressOf(facts: PipelineFacts, connection: string | undefined): string | undefined {
  const [, address] = /^\w+ (\S+:\d+)$/.exec(connection ?? '') ?? [];
  if (address !== undefined || connection === undefined) return address;
  const created = facts
    .logs({ source: 'mediamtx', message: /\] created by \S+:\d+$/ })
    .find(({ message }) => message.includes(`[${connection}]`));
  return /created by (\S+)$/.exec(created?.message ?? '')?.[1];
}
