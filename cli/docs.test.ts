import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from './run-cli.ts';

const root = join(import.meta.dirname, '..');
const stream = { write: () => true };
const context = {
  ...{ scenarios: [], tags: {}, runsFolder: root, workingFolder: root, env: {} },
  ...{ stdout: stream, stderr: stream },
};
const program = createProgram(context, () => undefined);
const pages = await Promise.all([
  readFile(join(root, 'README.md'), 'utf8'),
  ...(await readdir(join(root, 'docs')))
    // The causes are confirmed with commands of other programs.
    .filter((name) => name.endsWith('.md') && name !== 'causes.md')
    .map((name) => readFile(join(root, 'docs', name), 'utf8')),
]);
const docs = pages.join('\n');

function namesOf({ options }: Command): string[] {
  return options.flatMap(({ long }) => long ?? []);
}

function withAllBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withAllBelow)];
}

/** The command that words name, and the words that are left. */
function find(words: readonly string[], command = program): Command {
  const [name, ...rest] = words;
  const below = command.commands.find((candidate) => candidate.name() === name);
  return below === undefined ? command : find(rest, below);
}

test('every command line in README.md and docs/ has options that its command has', () => {
  const lines = [
    ...docs.matchAll(/(?:pnpm (?:-s )?(?:dubstep )?|main\.ts )((?:scenario|report|tap|doctor)\b[^`#\n]*)/g),
  ];
  expect(lines.length).toBeGreaterThan(30);
  const unknown = lines.flatMap(([, line = '']) => {
    const words = line.trim().split(/\s+/);
    const known = namesOf(find(words));
    return words.filter((word) => word.startsWith('--') && !known.includes(word)).map((word) => [line, word]);
  });
  expect(unknown).toEqual([]);
});

test('the docs name only existing options', () => {
  const known = withAllBelow(program).flatMap(namesOf);
  const ofOthers = /\.\/setup|pnpm (?:fuzz|faults)|--seed/;
  const lines = docs.split('\n').filter((line) => !ofOthers.test(line));
  const used = lines.flatMap((line) => line.match(/(?<![\w-])--[a-z][a-z-]+/g) ?? []);
  expect([...new Set(used)].filter((option) => !known.includes(option))).toEqual(['--help']);
});

test('they speak of every option of a scenario', () => {
  const missing = namesOf(find(['scenario'])).filter((option) => !docs.includes(option));
  // It has `-v`.
  expect(missing).toEqual(['--verbose']);
});
