import { describe, expect, test } from 'vitest';
import { liveSteps, reevaluatedSteps } from './step-range.ts';

const steps = [{ id: 'setup', live: true }, { id: 'listen', live: true }, { id: 'check' }, { id: 'sum' }];

describe('a live run', () => {
  test.each([
    [{}, 3],
    [{ step: '1' }, 1],
    [{ step: 'check' }, 2],
    [{ until: '2' }, 2],
  ])('%j runs from step 0 to step %d', (flags, until) => {
    expect(liveSteps(flags, steps)).toEqual({ from: 0, until });
  });

  test.each([
    [{ step: '1', until: '2' }, '--step names the last step: leave out --until'],
    [{ step: '4' }, "no step '4'. Known: 0 setup, 1 listen, 2 check, 3 sum"],
    [{ until: 'chekc' }, "no step 'chekc'. Did you mean check? Known: "],
  ])('rejects %j', (flags, message) => {
    expect(() => liveSteps(flags, steps)).toThrow(message);
  });
});

describe('a re-evaluation', () => {
  test.each([
    [{ from: '2' }, { from: 2, until: 3 }],
    [
      { from: '2', until: 'check' },
      { from: 2, until: 2 },
    ],
    [{ step: 'sum' }, { from: 3, until: 3 }],
  ])('%j selects steps %j', (flags, range) => {
    expect(reevaluatedSteps(flags, steps)).toEqual(range);
  });

  test.each([
    [{}, '--run needs --step <step>'],
    [{ until: '2' }, '--run needs --step <step>'],
    [{ step: '2', from: '1' }, 'leave out --from and --until'],
    [{ from: '3', until: '2' }, 'step 3 comes after step 2'],
    [{ from: '0' }, 'step 1 listen cannot be re-evaluated because it needs the pipeline: leave out --run'],
    [{ step: '0' }, 'Steps that can be re-evaluated: 2 check, 3 sum'],
  ])('rejects %j', (flags, message) => {
    expect(() => reevaluatedSteps(flags, steps)).toThrow(message);
  });
});
