import { expect, test } from 'vitest';
import { type FfmpegProgress, FfmpegProgressReader } from './ffmpeg-progress.ts';

function read(text: string): FfmpegProgress[] {
  const reports: FfmpegProgress[] = [];
  const reader = new FfmpegProgressReader((report) => reports.push(report));
  for (const line of text.split('\n')) reader.line(line);
  return reports;
}

test('emits each report when it is complete', () => {
  const text = [
    'frame=15',
    'fps=30.0',
    'total_size=204800',
    'out_time_us=500000',
    'speed=1.01x',
    'progress=continue',
    'frame=30',
    'total_size=409600',
    'out_time_us=1000000',
    'speed=1x',
  ].join('\n');
  expect(read(text)).toEqual([{ mediaS: 0.5, frames: 15, sizeBytes: 204_800, speed: 1.01 }]);
  expect(read(`${text}\nprogress=end`)).toHaveLength(2);
});

test('reports 0 for values that are not available yet', () => {
  const [report] = read('frame=0\ntotal_size=N/A\nout_time_us=N/A\nspeed=N/A\nprogress=continue');
  expect(report).toEqual({ mediaS: 0, frames: 0, sizeBytes: 0, speed: 0 });
});
