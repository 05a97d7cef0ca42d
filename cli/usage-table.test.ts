import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CliContext } from './cli-context.ts';
import { createProgram, runCli } from './run-cli.ts';
import { INLINE_TAGS, inlineScenarios } from './testing/inline-scenarios.ts';

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'usage-'));
});
afterEach(() => rm(runsFolder, { recursive: true }));

function contextOf(write: { out: (text: string) => void; err: (text: string) => void }): CliContext {
  return {
    scenarios: inlineScenarios,
    tags: INLINE_TAGS,
    scenariosFolder: runsFolder,
    runsFolder,
    workingFolder: runsFolder,
    stdout: { write: (text) => write.out(text) },
    stderr: { write: (text) => write.err(text) },
    env: {},
  };
}

async function typed(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let [stdout, stderr] = ['', ''];
  const out = (text: string): void => {
    stdout += text;
  };
  const err = (text: string): void => {
    stderr += text;
  };
  const code = await runCli(args, contextOf({ out, err }));
  return { code, stdout, stderr };
}

/** Wrong values of every option, by command. */
const WRONG: Readonly<Record<string, readonly (readonly [args: readonly string[], message: string])[]>> = {
  scenario: [
    [['--grep', '('], '--grep expects a regular expression'],
    [['passes', '--repeat', '0'], 'Expected an integer from 1 to 9999.'],
    [['passes', '--repeat', '10000'], 'Expected an integer from 1 to 9999.'],
    [['passes', '--repeat', '1.5'], 'Expected an integer from 1 to 9999.'],
    [['passes', '--retries', '-1'], 'Expected an integer from 0 to 9999.'],
    [['passes', '--jobs', 'x'], 'Expected an integer from 1 to 9999.'],
    [['passes', '--shard', '5/2'], 'such as 2/5. There is no part 5 of 2.'],
    [['passes', '--shard', '0/2'], 'Expected a part from 1 on and the number of parts, such as 2/5.'],
    [['passes', '--shard', '2'], 'Expected a part from 1 on and the number of parts, such as 2/5.'],
    [['passes', '--env', 'proces'], 'Did you mean process?'],
    [['passes', '--env', ''], 'Known: process, '],
    [['passes', '--ports', 'any'], 'Known: auto, documented.'],
    [['passes', '--stream', 'a b'], 'letters, digits, "_" and "-" only'],
    [['passes', '--fixture', '10s-countin-english'], 'Did you mean 10s-counting-english?'],
    [['passes', '--fixture', './none.mp4'], '--fixture: No clip at ./none.mp4.'],
    [['passes', '--fixture', '/dev/null'], 'something that is not a file'],
    [['passes', '--fixture', import.meta.filename], '--fixture: ffprobe cannot read'],
    [['passes', '--fixture', ''], 'expected a name or a path'],
    [['passes', '--lead-in', '5'], 'such as 200ms or 1.5s: the unit is missing, as in 5s.'],
    [['passes', '--lead-in', 'soon'], 'expected a time such as 200ms or 1.5s.'],
    [['passes', '--lead-in', '-5s'], 'expected a time such as 200ms or 1.5s.'],
    [['passes', '--lead-in', '99s'], 'expected at most 30 s.'],
    [['passes', '--sts', 'ecco'], 'Did you mean echo?'],
    [['passes', '--publish', 'rtp'], 'Did you mean rtmp?'],
    [['passes', '--ingest', 'rtm'], 'Did you mean rtmp?'],
    [['passes', '--observe', 'tab'], 'Did you mean tap?'],
    [['passes', '--config', ''], 'expected a path'],
    [['passes', '--config', 'x.ts'], 'add --env attach, or leave out --config'],
    [['passes', '--keep-env', 'sometimes'], 'Known: always, on-failure, never.'],
    [['passes', '--step', '9'], "no step '9'. Known: 0 count, 1 after"],
    [['passes', '--step', 'cuont'], "no step 'cuont'. Did you mean count?"],
    [['passes', '--until', '-1'], "no step '-1'. Known: 0 count, 1 after"],
    [['passes', '--from', '1'], '--from 1 needs the earlier steps'],
    [['passes', '--run', 'none', '--from', '1'], "no run 'none'"],
    [['passes', '--run', './none', '--from', '1'], "no run folder at './none'"],
    [['passes', '--resume', 'none'], "no run 'none'"],
    [['passes', '--resume'], 'no run has kept its environment'],
    [['passes', '--reporter', 'junitt'], 'Did you mean junit?'],
    [['passes', '--otlp-endpoint', 'collector'], 'Expected a URL such as http://localhost:4318.'],
    [['passes', '--pause-on-failure'], '--pause-on-failure needs a terminal'],
    [['--last-failed'], '--last-failed: no earlier run is recorded'],
    [[], 'name a scenario or a tag. Known: passes, fails'],
    [[''], "unknown scenario ''"],
  ],
  'scenario list': [
    [['pases'], 'Did you mean passes?'],
    [['--grep', '['], '--grep expects a regular expression'],
    [['--matrix', '--env', 'x'], 'Known: process, '],
    [['--matrix', '--sts', 'x'], 'Known: real, echo.'],
    [['--matrix', '--publish', 'x'], 'Known: rtmp, rtsp.'],
  ],
  'scenario show': [
    [[], "no run 'last'"],
    [['old', '--step', '9'], "no step '9'. Known: 0 count."],
    [['old', '--logs', 'x'], "unknown log source 'x'. Known: sts."],
    [['old', '--logs', ','], '--logs needs at least one name'],
    [
      ['old', '--events', 'fragment:proces'],
      "no event 'fragment:proces' was observed. Did you mean fragment:processed?",
    ],
    [['zero'], 'it is empty, or not the log of a run'],
    [['torn'], 'torn/events.ndjson:1: not JSON.'],
    [['torn', '--logs', 'sts'], 'torn/events.ndjson:1: not JSON.'],
  ],
  'scenario diagnose': [
    [['none'], "no run 'none'"],
    [['zero'], 'it is empty, or not the log of a run'],
    [['torn', '--json'], 'torn/events.ndjson:1: not JSON.'],
  ],
  'scenario explain': [[['HOOK_NOT_EXECUTABEL'], 'HOOK_NOT_EXECUTABLE']],
  'scenario stop': [
    [[], 'no run has kept its environment'],
    [['old'], "run 'old' has not kept its environment"],
    [['none'], "no run 'none'"],
  ],
  'scenario diff': [
    [['old'], "only 'old' is named. Did you mean `pnpm scenario diff before old`?"],
    [['old', 'none'], "no run 'none'"],
    [['old', 'torn'], 'torn/events.ndjson:1: not JSON.'],
    [['zero', 'old'], 'it is empty, or not the log of a run'],
    [[], "missing required argument 'a'"],
  ],
  'scenario new': [
    [[], "missing required argument 'id'"],
    [['My Check'], 'is no valid scenario id'],
    [['passes'], 'passes'],
    [['mine', '--from', 'pases'], 'Did you mean passes?'],
  ],
  report: [
    [['none'], "no run 'none'"],
    [['--port', '1'], "unknown option '--port'"],
  ],
  'report render': [
    [['old'], "required option '--reporter <names>' not specified"],
    [['old', '--reporter', 'x'], 'Known: console, html, '],
    [['old', '--reporter', 'html', '--otlp-endpoint', 'ftp://x'], 'Expected a URL'],
    [['old', '--reporter', 'html,junit', '--output', 'x'], '--output needs one reporter'],
    [['old', '--reporter', 'junit', '--single-file'], '--single-file needs --reporter html'],
  ],
  'report merge': [
    [['old'], "required option '--output <folder>' not specified"],
    [['none', '--output', 'x'], "no run 'none'"],
  ],
  'report serve': [
    [['--port', '65536'], 'Expected a port from 0 to 65535.'],
    [['--port', 'http'], 'Expected a port from 0 to 65535.'],
  ],
  tap: [
    [[], "required option '--target <url>' not specified"],
    [['--target', 'sts'], 'expected a tap target like http://sts:3000'],
    [['--target', 'http://x', '--listen', 'here'], 'expected host:port'],
    ...['--delay', '--jitter', '--cut-after', '--half-open-after', '--refuse-after'].map(
      (flag) => [['--target', 'http://x', flag, '5'], 'the unit is missing, as in 5s'] as const,
    ),
    [['--target', 'http://x', '--bandwidth', '0'], 'expected more than 0'],
    [['--target', 'http://x', '--bandwidth', '1kB'], 'expected a number of kilobytes per second'],
  ],
  doctor: [[['now'], 'too many arguments']],
  completion: [
    [[], "missing required argument 'shell'"],
    [['pwsh'], 'Known: bash, zsh, fish.'],
  ],
};

const rows = Object.entries(WRONG).flatMap(([command, uses]) =>
  uses.map(([args, message]) => [[...command.split(' '), ...args], message] as const),
);

describe('a wrong value', () => {
  test.each(rows)('%j exits 2 with one sentence', async (args, message) => {
    for (const id of ['before', 'old']) await recordRun(id);
    const { code, stdout, stderr } = await typed(args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    // Commander adds a suggestion in parentheses.
    expect(stderr.trimEnd().replace(/\n\(Did you mean .*\)$/, '')).not.toContain('\n');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('is in the table for every option that takes one', () => {
    const program = createProgram(contextOf({ out: () => undefined, err: () => undefined }), () => undefined);
    const missing = commandsOf(program).flatMap(([name, command]) =>
      command.options
        .filter(({ required, optional }) => required || optional)
        .filter(({ long }) => !(WRONG[name] ?? []).some(([args]) => args.some((word) => word === long)))
        .map(({ long }) => `${name} ${long}`),
    );
    expect(missing).toEqual([]);
    const commands = commandsOf(program).map(([name]) => name);
    expect(commands.filter((name) => WRONG[name] === undefined)).toEqual([]);
  });
});

function commandsOf(program: Command): [name: string, command: Command][] {
  return program.commands
    .filter((command) => command.name() !== 'complete')
    .flatMap((command): [string, Command][] => [
      [command.name(), command],
      ...commandsOf(command).map(([name, inner]): [string, Command] => [`${command.name()} ${name}`, inner]),
    ]);
}

/** A run with a log line and an observation, and folders whose logs are invalid. */
async function recordRun(id: string): Promise<void> {
  const step = { number: 0, id: 'count', title: 'Counts' };
  const events = [
    {
      ...{ type: 'run:start', runId: id, environment: 'process', params: {}, steps: [step] },
      ...{ scenario: { id: 'passes', title: 'Passes', tags: [] }, startedAt: '2026-12-01T00:00:00.000Z' },
    },
    { type: 'log', source: 'sts', level: 'info', message: 'x' },
    { type: 'observation', source: 'monitor', name: 'fragment:processed', data: {} },
    { type: 'run:end', status: 'passed', durationMs: 1 },
  ];
  const lines = events.map((event, seq) => `${JSON.stringify({ seq, atMs: seq, ...event })}\n`);
  for (const [folder, text] of [
    [id, lines.join('')],
    ['zero', ''],
    ['torn', 'no JSON\n'],
  ] as const) {
    await mkdir(join(runsFolder, folder), { recursive: true });
    await writeFile(join(runsFolder, folder, 'events.ndjson'), text);
  }
}
