import { describe, expect, test } from 'vitest';
import { judgedSteps, liveSteps } from './step-range.ts';

const steps = [{ id: 'setup', live: true }, { id: 'listen', live: true }, { id: 'judge' }, { id: 'sum' }];

describe('a live run', () => {
  test.each([
    [{}, 3],
    [{ step: '1' }, 1],
    [{ step: 'judge' }, 2],
    [{ until: '2' }, 2],
  ])('%j: from the start to %d', (flags, until) => {
    expect(liveSteps(flags, steps)).toEqual({ from: 0, until });
  });

  test.each([
    [{ step: '1', until: '2' }, '--step is the last step: leave --until out'],
    [{ step: '4' }, "no step '4'. Known: 0 setup, 1 listen, 2 judge, 3 sum"],
    [{ until: 'jugde' }, "no step 'jugde'. Did you mean judge? Known: "],
  ])('%j is refused', (flags, message) => {
    expect(() => liveSteps(flags, steps)).toThrow(message);
  });
});

describe('what was kept is judged again', () => {
  test.each([
    [{ from: '2' }, { from: 2, until: 3 }],
    [
      { from: '2', until: 'judge' },
      { from: 2, until: 2 },
    ],
    [{ step: 'sum' }, { from: 3, until: 3 }],
  ])('%j', (flags, range) => {
    expect(judgedSteps(flags, steps)).toEqual(range);
  });

  test.each([
    [{}, '--run needs --step <step>'],
    [{ until: '2' }, '--run needs --step <step>'],
    [{ step: '2', from: '1' }, 'leave --from and --until out'],
    [{ from: '3', until: '2' }, 'step 3 comes after step 2'],
    [{ from: '0' }, 'step 1 listen cannot be judged again, it needs the running pipeline: leave --run out'],
    [{ step: '0' }, 'Those that can: 2 judge, 3 sum'],
  ])('%j is refused', (flags, message) => {
    expect(() => judgedSteps(flags, steps)).toThrow(message);
  });
});
