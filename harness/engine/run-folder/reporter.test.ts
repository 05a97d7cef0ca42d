import { expect, test } from 'vitest';
import { finishReporters } from './reporter.ts';

test('returns the error of a reporter and finishes the others', async () => {
  const finished: string[] = [];
  const error = new Error('disk full');
  const failures = await finishReporters(
    [
      {
        name: 'html',
        finish() {
          throw error;
        },
      },
      { name: 'silent' },
      {
        name: 'json',
        async finish(runFolder) {
          finished.push(runFolder);
        },
      },
    ],
    '/run',
  );
  expect(failures).toEqual([{ reporter: 'html', error }]);
  expect(finished).toEqual(['/run']);
});
