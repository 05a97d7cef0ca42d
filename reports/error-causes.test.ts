import { expect, test } from 'vitest';
import type { ErrorRecord } from '../harness/engine/event.ts';
import { untoldCauses } from './error-causes.ts';

const error = (message: string, cause?: ErrorRecord): ErrorRecord => ({
  ...{ name: 'E', code: 'E', fault: 'PRODUCT', message },
  ...(cause !== undefined && { cause }),
});

test('a cause that says nothing new is left out, however its lines are broken', () => {
  const refused = error('connect refused');
  const command = error('Command failed: ffmpeg\nspawn ENOENT', refused);
  const told = error('ffmpeg cannot be run (Command failed: ffmpeg\n    spawn ENOENT)', command);
  expect(untoldCauses(told)).toEqual([refused]);
});

test('what a cause has said is told as well', () => {
  const chain = error('no answer', error('GET /x: socket closed', error('socket closed')));
  expect(untoldCauses(chain).map(({ message }) => message)).toEqual(['GET /x: socket closed']);
});

test('an error without a cause has none', () => {
  expect(untoldCauses(error('alone'))).toEqual([]);
});
