import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isSupportedVersion } from '../../services/mediamtx/version.ts';
import { assessVersion, isBefore, oldestSupported, versionNumber } from './assess-version.ts';
import { KNOWN_VERSIONS, VERSIONED_TOOLS } from './known-versions.ts';
import { logVersion } from './log-version.ts';

const ROWS = VERSIONED_TOOLS.flatMap((tool) =>
  KNOWN_VERSIONS[tool].versions.map((row, index, all) => {
    const next = all[index + 1]?.from ?? KNOWN_VERSIONS[tool].unknownFrom;
    return { tool, row, next, name: `${tool} from ${row.from.join('.')}` };
  }),
);

describe.each(ROWS)('$name', ({ tool, row, next }) => {
  test('is found for its first version and for the last before the next row', () => {
    const [major, minor, patch] = next;
    const last =
      patch > 0 ? [major, minor, patch - 1] : minor > 0 ? [major, minor - 1, 99] : [major - 1, 99, 9];
    for (const version of [row.from.join('.'), last.join('.')]) {
      const { state, text } = assessVersion(tool, version);
      expect(state).toBe(row.state);
      expect(text).toContain(row.note);
      expect(text).toContain(version);
    }
    expect(assessVersion(tool, next.join('.')).text).not.toContain(row.note);
  });

  test('precedes the next row and has a source', () => {
    expect(isBefore(row.from, next)).toBe(true);
    for (const source of row.sources) expect(source).toMatch(/^https:\/\/[\w.]+\/\S+$/);
    expect(row.note).not.toMatch(/[.|\n]$|\||\n/);
  });
});

test.each(VERSIONED_TOOLS)('a later version of %s than all known ones is noted', (tool) => {
  const [major] = KNOWN_VERSIONS[tool].unknownFrom;
  const version = `${major + 1}.0.0`;
  expect(assessVersion(tool, version)).toEqual({
    state: 'newer',
    version,
    text: `${tool} ${version} is newer than the versions that are known; nothing is known against it`,
  });
});

test.each(VERSIONED_TOOLS)('the first rows of %s are the unsupported ones', (tool) => {
  const states = KNOWN_VERSIONS[tool].versions.map(({ state }) => state);
  expect(states[0]).toBe('unsupported');
  const first = states.findIndex((state) => state !== 'unsupported');
  expect(states.slice(first)).not.toContain('unsupported');
  expect(KNOWN_VERSIONS[tool].versions[first]?.from).toEqual(oldestSupported(tool));
  const text = assessVersion(tool, '0.0.1').text;
  expect(text).toContain(`${oldestSupported(tool).join('.')} or newer is required`);
});

test.each([
  ['5.1.9-0+deb12u1', [5, 1, 9]],
  ['n9.0.2-17-g2a571b6068-20260930', [9, 0, 2]],
  ['6.0-static', [6, 0, 0]],
  ['v1.20.1', [1, 20, 1]],
  ['20.10.24+dfsg1', [20, 10, 24]],
  ['N-118293-g2a571b6068', undefined],
  ['git-2026-09-30-2a571b6', undefined],
  ['', undefined],
])('reads the number of %j', (text, number) => {
  expect(versionNumber(text)).toEqual(number);
});

test('a build without a release number is neither old nor new', () => {
  expect(assessVersion('ffmpeg', 'N-118293-g2a571b6068').state).toBe('unreadable');
});

test('the oldest Node is that of package.json', async () => {
  const { engines } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
  expect(engines.node).toBe(`>=${oldestSupported('Node')[0]}`);
});

test('the oldest MediaMTX is the one that ./setup installs', () => {
  const oldest = oldestSupported('MediaMTX');
  expect(isSupportedVersion(`v${oldest.join('.')}`)).toBe(true);
  const rejected = KNOWN_VERSIONS.MediaMTX.versions.filter(({ state }) => state === 'unsupported');
  for (const { from } of rejected) expect(isSupportedVersion(`v${from.join('.')}`)).toBe(false);
});

test.each([
  ['problem', 'warn'],
  ['unsupported', 'warn'],
  ['newer', 'info'],
  ['supported', undefined],
  ['unreadable', undefined],
] as const)('the level of a version that is %s is %s', (state, level) => {
  const levels: string[] = [];
  logVersion(
    { log: (_source, logged) => void levels.push(logged) },
    { state, version: '1.2', text: 'what is known' },
  );
  expect(levels).toEqual(level === undefined ? [] : [level]);
});
