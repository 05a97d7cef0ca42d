import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { FragmentAudio } from '../../services/contracts/fragment.ts';

const SAMPLE_RATE_HZ = 48_000;

/** Cuts a part of the audio of a clip and encodes it like a worker: AAC in M4A, mono. */
export async function cutAudio(
  clipFile: string,
  part: { readonly startS: number; readonly durationS: number },
  signal: AbortSignal,
): Promise<FragmentAudio> {
  const folder = await mkdtemp(join(tmpdir(), 'dubstep-cut-'));
  try {
    const file = join(folder, 'part.m4a');
    const cut = ['-ss', String(part.startS), '-t', String(part.durationS), '-i', clipFile];
    const encode = [
      '-vn',
      '-ac',
      '1',
      '-rematrix_maxval',
      '1',
      '-ar',
      String(SAMPLE_RATE_HZ),
      '-c:a',
      'aac',
      file,
    ];
    await execa('ffmpeg', ['-nostdin', '-loglevel', 'error', ...cut, ...encode], { cancelSignal: signal });
    const bytes = await readFile(file);
    return {
      format: 'm4a',
      sample_rate_hz: SAMPLE_RATE_HZ,
      channels: 1,
      duration_ms: Math.round(part.durationS * 1000),
      data_base64: bytes.toString('base64'),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
