import { execa } from 'execa';
import { readTracks, type Track } from '../mp4/movie.ts';
import { shiftMp4Fragment, trackSpan } from '../mp4/mp4-fragment.ts';
import { splitRecording } from '../mp4/split-recording.ts';
import { Mp4FragmentBuffer } from '../output/mp4-fragment-buffer.ts';

/** A video as MediaMTX records it: MP4 fragments of 0.1 s, a key frame every 0.5 s. */
export async function recordedVideo({ startS = 0, durationS = 2, size = '64x48' } = {}): Promise<Buffer> {
  const late = ['-itsoffset', String(startS)];
  const videoInput = [...late, '-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30:duration=${durationS}`];
  const mp4 = [
    '-f',
    'mp4',
    '-movflags',
    'empty_moov+delay_moov+default_base_moof',
    '-frag_duration',
    '100000',
  ];
  const coded = [
    '-c:v',
    'libx264',
    '-bf',
    '0',
    '-g',
    '15',
    '-video_track_timescale',
    '90000',
    '-use_editlist',
    '0',
  ];
  const args = ['-v', 'error', ...videoInput, '-copyts', ...coded, ...mp4, 'pipe:1'];
  return Buffer.from((await execa('ffmpeg', args, { encoding: 'buffer' })).stdout);
}

/**
 * A buffer with a complete recording.
 *
 * @param byS shifts its times
 */
export async function bufferedVideo(mp4: Buffer, byS = 0): Promise<Mp4FragmentBuffer> {
  let buffer: Mp4FragmentBuffer | undefined;
  let track: Track | undefined;
  for await (const { kind, bytes } of splitRecording(oneChunk(mp4))) {
    if (kind === 'index') {
      [track] = readTracks(bytes);
      if (track !== undefined) buffer = new Mp4FragmentBuffer(track, 1e9);
    } else if (track !== undefined) {
      shiftMp4Fragment(bytes, [track], byS);
      buffer?.push(bytes, trackSpan(bytes, track), { trackId: track.id, isFirst: false });
    }
  }
  if (buffer === undefined) throw new Error('no index');
  buffer.end();
  return buffer;
}

async function* oneChunk(bytes: Buffer): AsyncGenerator<Buffer, void, undefined> {
  yield bytes;
}
