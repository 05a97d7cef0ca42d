import { expect, test } from 'vitest';
import { AudioPause } from './audio-pause.ts';

test('fills audio that is more than 1 s behind the video, up to 1 s behind it', () => {
  const pause = new AudioPause(10);
  pause.videoUpTo(10.9);
  expect(pause.fillToS()).toBeUndefined();
  pause.videoUpTo(11.5);
  expect(pause.fillToS()).toBe(10.5);
  pause.filled(10.5);
  expect(pause.fillToS()).toBeUndefined();
  pause.audioArrived(11.4, 11.5);
  expect(pause.fillToS()).toBeUndefined();
  pause.videoUpTo(12.6);
  expect(pause.fillToS()).toBeCloseTo(11.6, 9);
});

test('waits longer for the audio of a publisher that sends it late', () => {
  const pause = new AudioPause(0);
  pause.videoUpTo(3);
  pause.filled(pause.fillToS() ?? Number.NaN);
  for (let n = 0; n < 100; n++) {
    pause.audioArrived(n / 10, (n + 1) / 10);
    pause.videoUpTo(3 + n / 10);
    expect(pause.fillToS()).toBeUndefined();
  }
});

test('waits 5 s at most', () => {
  const pause = new AudioPause(0);
  pause.videoUpTo(30);
  pause.filled(29);
  pause.audioArrived(1, 2);
  pause.videoUpTo(36);
  expect(pause.fillToS()).toBe(31);
});

test('compares a track with an earlier progress of the other one', () => {
  const pause = new AudioPause(0);
  pause.videoUpTo(0.5);
  const { progress } = pause;
  pause.videoUpTo(4);
  expect(pause.fillToS()).toBe(3);
  expect(pause.fillToS(progress)).toBeUndefined();
});

test('video that is more than 1 s behind the audio has paused, unless there was none', () => {
  const pause = new AudioPause(0);
  pause.audioArrived(0, 3);
  expect(pause.hasVideoPaused()).toBe(false);
  pause.videoUpTo(2.5);
  expect(pause.hasVideoPaused()).toBe(false);
  pause.audioArrived(3, 3.6);
  expect(pause.hasVideoPaused()).toBe(true);
});
