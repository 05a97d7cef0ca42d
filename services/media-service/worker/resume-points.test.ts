import { expect, test } from 'vitest';
import { type ResumePoint, ResumePoints } from './resume-points.ts';

function collect() {
  const points: ResumePoint[] = [];
  return { points, resume: new ResumePoints((point) => points.push(point)) };
}

/** Audio that has just been aired may still be in transit. */
const MARGIN_S = 0.5;

test('resumes at the first segment that was not aired, from the key frame before it', () => {
  const { points, resume } = collect();
  resume.segment(0, 0);
  resume.recording('/a.mp4', 0);
  expect(points).toEqual([]);
  resume.keyframe('/a.mp4', 100, 0.02);
  const first = { recording: '/a.mp4', recordingStartS: 0, keyframeOffset: 100, keyframeS: 0.02 };
  expect(points).toEqual([{ ...first, index: 0, startS: 0 }]);
  for (const [offset, atS] of [
    [200, 4],
    [300, 5.9],
    [400, 7],
  ] as const)
    resume.keyframe('/a.mp4', offset, atS);
  resume.segment(1, 6);
  resume.segment(2, 12);
  resume.aired(6 + MARGIN_S - 0.01);
  expect(points).toHaveLength(1);
  resume.aired(6 + MARGIN_S);
  resume.aired(7);
  const second = { ...first, keyframeOffset: 300, keyframeS: 5.9 };
  expect(points.slice(1)).toEqual([{ ...second, index: 1, startS: 6 }]);
});

test('treats times computed from samples and from ticks as equal', () => {
  const { points, resume } = collect();
  resume.segment(0, 0);
  resume.recording('/a.mp4', 0);
  resume.keyframe('/a.mp4', 100, 0);
  resume.keyframe('/a.mp4', 200, 6.00005);
  resume.segment(1, 6);
  resume.aired(7);
  expect(points.at(-1)).toMatchObject({ index: 1, keyframeOffset: 200 });
});

test('resumes in a later recording from a key frame of that recording', () => {
  const { points, resume } = collect();
  resume.segment(0, 0);
  resume.recording('/a.mp4', 0);
  resume.keyframe('/a.mp4', 100, 0);
  resume.segment(1, 3.5);
  resume.recording('/b.mp4', 3.5);
  resume.keyframe('/b.mp4', 50, 3.52);
  resume.segment(2, 9.5);
  resume.aired(4.1);
  resume.keyframe('/b.mp4', 90, 9);
  resume.aired(10);
  expect(points.slice(1)).toEqual([
    { recording: '/b.mp4', recordingStartS: 3.5, keyframeOffset: 50, keyframeS: 3.52, index: 1, startS: 3.5 },
    { recording: '/b.mp4', recordingStartS: 3.5, keyframeOffset: 90, keyframeS: 9, index: 2, startS: 9.5 },
  ]);
});

test('an output that moves back for a new publication does not move the resume point back', () => {
  const { points, resume } = collect();
  resume.segment(0, 0);
  resume.recording('/a.mp4', 0);
  resume.keyframe('/a.mp4', 100, 0);
  resume.segment(1, 1);
  for (const airedS of [1.6, 0.7, 1.7]) resume.aired(airedS);
  expect(points.map(({ index }) => index)).toEqual([0, 1]);
});
