import { expect, test } from 'vitest';
import { toErrorRecord } from './error-record.ts';
import { HarnessError } from './errors.ts';

class PortTakenError extends HarnessError {
  readonly port: number;

  constructor(port: number, cause: unknown) {
    super(`port ${port} is taken`, { code: 'PORT_TAKEN', fault: 'ENVIRONMENT', cause });
    this.port = port;
  }
}

test('records the code, the fault, the own fields and the causes of an error', () => {
  const system = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', syscall: 'listen' });
  expect(toErrorRecord(new PortTakenError(1935, system))).toEqual({
    name: 'PortTakenError',
    code: 'PORT_TAKEN',
    message: 'port 1935 is taken',
    fault: 'ENVIRONMENT',
    data: { port: 1935 },
    stack: expect.stringContaining('error-record.test.ts'),
    cause: {
      name: 'Error',
      code: 'EADDRINUSE',
      message: 'listen EADDRINUSE',
      fault: 'HARNESS',
      data: { syscall: 'listen' },
      stack: expect.any(String),
    },
  });
});

test('limits the depth of a cycle of causes', () => {
  const error = new Error('round');
  error.cause = error;
  expect(JSON.stringify(toErrorRecord(error)).match(/"message":"round"/g)).toHaveLength(9);
});

test('records a thrown value that is not an Error', () => {
  expect(toErrorRecord('just text')).toMatchObject({ code: 'NOT_AN_ERROR', fault: 'HARNESS' });
  expect(toErrorRecord(undefined).message).toContain('undefined');
});

test('records the errors inside an AggregateError', () => {
  const error = new AggregateError([new Error('first'), new Error('second')], 'both failed');
  expect(toErrorRecord(error).data).toEqual({ errors: ['Error: first', 'Error: second'] });
});
