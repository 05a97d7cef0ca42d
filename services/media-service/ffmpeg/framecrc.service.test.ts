import { execa } from 'execa';
import { expect, test } from 'vitest';
import { FramecrcReader, type Packet } from './framecrc.ts';

function packetsOf(lines: readonly string[]): Packet[] {
  const packets: Packet[] = [];
  const reader = new FramecrcReader((packet) => packets.push(packet));
  for (const line of lines) reader.line(line);
  return packets;
}

test('stream copy preserves the fingerprint of a packet', async () => {
  const source = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10:duration=1'];
  const mp4 = ['-c:v', 'libx264', '-bf', '0', '-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov', 'pipe:1'];
  const { stdout: clip } = await execa('ffmpeg', [...source, ...mp4], { encoding: 'buffer' });
  const copy = ['-v', 'error', '-i', 'pipe:0', '-c', 'copy', '-f'];
  const { stdout: nut } = await execa('ffmpeg', [...copy, 'nut', 'pipe:1'], {
    input: clip,
    encoding: 'buffer',
  });
  const [before, after] = await Promise.all(
    [clip, nut].map(async (input) => {
      const { stdout } = await execa('ffmpeg', [...copy, 'framecrc', 'pipe:1'], { input });
      return packetsOf(stdout.split('\n'));
    }),
  );
  expect(before).toHaveLength(10);
  expect(after?.map(({ fingerprint }) => fingerprint)).toEqual(before?.map(({ fingerprint }) => fingerprint));
});
