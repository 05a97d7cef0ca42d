import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const CHUNK_BYTES = 65_536;
/** Message types (RTMP 1.0, 7.1). */
const SET_CHUNK_SIZE = 1;
const COMMAND = 20;
const CONTROL_CHUNK_STREAM = 2;
const COMMAND_CHUNK_STREAM = 3;
const MEDIA_CHUNK_STREAM = 4;
const FLV_HEADER_BYTES = 13;
const FLV_TAG_BYTES = 11;
const FLV_SCRIPT = 18;
const LONG_TIME = 0xff_ffff;

interface Message {
  readonly chunkStream: number;
  readonly type: number;
  readonly timeMs?: number;
  readonly body: Buffer;
}

/**
 * Publishes an FLV file in real time with the timestamps of the test; ffmpeg would correct invalid ones. Resolves when the
 * last message has been sent.
 *
 * @param timestampOf returns the timestamp of a message in ms, by its send time
 */
export async function publishFlv(
  file: string,
  url: string,
  timestampOf: (timeMs: number) => number,
): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  try {
    await shakeHands(socket);
    const app = pathname.slice(1, pathname.lastIndexOf('/'));
    const name = pathname.slice(pathname.lastIndexOf('/') + 1);
    send(socket, { chunkStream: CONTROL_CHUNK_STREAM, type: SET_CHUNK_SIZE, body: uint32(CHUNK_BYTES) });
    command(socket, 'connect', 1, { app, type: 'nonprivate', tcUrl: url.slice(0, url.lastIndexOf('/')) });
    command(socket, 'createStream', 2, null);
    command(socket, 'publish', 3, null, name, 'live');
    const startMs = performance.now();
    for (const { type, timeMs, body } of flvTags(await readFile(file))) {
      const aheadMs = startMs + timeMs - performance.now();
      if (aheadMs > 0) await sleep(aheadMs);
      if (socket.destroyed) throw new Error(`the connection to ${url} was closed at ${timeMs} ms`);
      send(socket, { chunkStream: MEDIA_CHUNK_STREAM, type, timeMs: timestampOf(timeMs), body });
    }
  } finally {
    socket.end();
  }
}

/** The audio and video tags of an FLV file (Adobe's specification, annex E). */
function* flvTags(flv: Buffer): Generator<{ type: number; timeMs: number; body: Buffer }> {
  for (let at = FLV_HEADER_BYTES; at + FLV_TAG_BYTES < flv.length; ) {
    const [type, bytes] = [flv.readUInt8(at), flv.readUIntBE(at + 1, 3)];
    const timeMs = flv.readUIntBE(at + 4, 3) + flv.readUInt8(at + 7) * 0x100_0000;
    const body = flv.subarray(at + FLV_TAG_BYTES, at + FLV_TAG_BYTES + bytes);
    if (type !== FLV_SCRIPT) yield { type, timeMs, body };
    at += FLV_TAG_BYTES + bytes + 4;
  }
}

async function shakeHands(socket: Socket): Promise<void> {
  socket.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(1536)]));
  let answer: Buffer = Buffer.alloc(0);
  while (answer.length < 3073) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    answer = Buffer.concat([answer, chunk]);
  }
  socket.write(answer.subarray(1, 1537));
  // Further messages of the server are discarded: it handles commands in order.
  socket.resume();
}

function command(socket: Socket, ...values: (string | number | null | Record<string, string>)[]): void {
  send(socket, { chunkStream: COMMAND_CHUNK_STREAM, type: COMMAND, body: Buffer.concat(values.map(amf)) });
}

/** Sends a message as a single chunk with a full header. */
function send(socket: Socket, { chunkStream, type, timeMs = 0, body }: Message): void {
  const isLong = timeMs >= LONG_TIME;
  const header = Buffer.alloc(12);
  header.writeUInt8(chunkStream, 0);
  header.writeUIntBE(isLong ? LONG_TIME : timeMs, 1, 3);
  header.writeUIntBE(body.length, 4, 3);
  header.writeUInt8(type, 7);
  header.writeUInt32LE(type === COMMAND || type === SET_CHUNK_SIZE ? 0 : 1, 8);
  const time = isLong ? uint32(timeMs) : Buffer.alloc(0);
  if (body.length > CHUNK_BYTES) throw new Error(`a message of ${body.length} bytes is longer than a chunk`);
  socket.write(Buffer.concat([header, time, body]));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value % 2 ** 32);
  return bytes;
}

/** A value in AMF 0. */
function amf(value: string | number | null | Record<string, string>): Buffer {
  if (value === null) return Buffer.from([5]);
  if (typeof value === 'string') return Buffer.concat([Buffer.from([2]), amfText(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(9);
    bytes.writeDoubleBE(value, 1);
    return bytes;
  }
  const fields = Object.entries(value).flatMap(([name, text]) => [amfText(name), amf(text)]);
  return Buffer.concat([Buffer.from([3]), ...fields, Buffer.from([0, 0, 9])]);
}

function amfText(text: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}
