import { expect, test } from 'vitest';
import { toErrorRecord } from './error-record.ts';
import { faultOf } from './errors.ts';
import { machineProblem } from './machine-error.ts';

const systemError = (code: string, fields: object = { syscall: 'open', path: '/runs/x' }) =>
  Object.assign(new Error(`${code}: system text`), { code, ...fields });

test.each([
  ['EACCES', 'open /runs/x: permission denied; '],
  ['EPERM', 'open /runs/x: operation not permitted; '],
  ['EROFS', 'open /runs/x: the file system is read-only; '],
  ['ENOSPC', 'open /runs/x: no space is left on the disk; '],
  ['EDQUOT', 'open /runs/x: the disk quota is used up; '],
  ['EIO', 'open /runs/x: the disk does not work; '],
  ['EMFILE', 'open /runs/x: too many files are open; '],
  ['ENFILE', 'open /runs/x: too many files are open on this machine; '],
  ['EAGAIN', 'open /runs/x: no more processes can be started; '],
  ['ENOMEM', 'open /runs/x: there is not enough memory; '],
  ['ENOTDIR', 'open /runs/x: a part of the path is not a folder; '],
  ['EISDIR', 'open /runs/x: it is a folder; '],
  ['ENAMETOOLONG', 'open /runs/x: the name is too long; '],
])('%s of a system call is a problem of the machine', (code, sentence) => {
  const error = systemError(code);
  expect(machineProblem(error)).toContain(sentence);
  expect(machineProblem(error)).not.toContain('\n');
  expect(faultOf(error)).toBe('ENVIRONMENT');
  expect(toErrorRecord(error)).toMatchObject({ code, fault: 'ENVIRONMENT' });
});

test('names what was written when the file has another name there', () => {
  const fields = { syscall: 'rename', path: '/runs/.x', dest: '/runs/x' };
  expect(machineProblem(systemError('EACCES', fields))).toContain('rename /runs/x:');
});

test('a file in the place of a folder is a problem of the machine, another folder is not', () => {
  const taken = (path: string) => systemError('EEXIST', { syscall: 'mkdir', path });
  const file = import.meta.filename;
  expect(machineProblem(taken(file))).toBe(
    `mkdir ${file}: a file has the name of the folder; delete or rename it, or name another path`,
  );
  expect(machineProblem(taken(import.meta.dirname))).toBeUndefined();
});

test.each([
  ['a missing file', systemError('ENOENT')],
  ['a code without a system call', systemError('EACCES', {})],
  ['an inherited property', systemError('constructor')],
  ['a bug', new TypeError('x is not a function')],
  ['no error', 'ENOSPC'],
])('%s is not', (_, error) => {
  expect(machineProblem(error)).toBeUndefined();
  expect(faultOf(error)).toBe('HARNESS');
});
