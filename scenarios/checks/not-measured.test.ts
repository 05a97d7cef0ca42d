import { expect, test } from 'vitest';
import { fixtureManifestSchema } from '../../fixtures/index.ts';
import {
  type DubbedFragment,
  type DubbedFragments,
  dubbedFragmentsSchema,
} from '../../harness/run-data/dubbed-fragments.ts';
import type { FragmentAudioMeasurement } from '../../harness/run-data/fragment-audio.ts';
import { outputMeasurementSchema } from '../../harness/run-data/output-measurement.ts';
import { checkFragments } from '../steps/fragments-processed.ts';
import { checkLoops } from '../steps/looped-output.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { checkAvSync } from './check-av-sync.ts';
import type { CheckContext } from './check-context.ts';
import { checkDubbedAudio, dubbedAudioChecks } from './check-dubbed-audio.ts';
import { checkEchoedFragments, ECHO_CHECKS } from './check-echoed-fragments.ts';
import { checkOutput, type OutputExpectation } from './check-output.ts';
import { checkSpeech, SPEECH_CHECKS } from './check-speech.ts';
import { type DubbingCheck, dubbingChecks, unconditionalChecks } from './registry.ts';

/** Ids with a limit that were checked or recorded as not measured. A value without a limit may be missing. */
function checksOf(makeChecks: (ctx: CheckContext) => void): string[] {
  const registry: Readonly<Record<string, DubbingCheck>> = dubbingChecks;
  const ids = recordChecks(makeChecks).made.map(({ id }) => id);
  return [...new Set(ids.filter((id) => registry[id]?.kind === 'check'))].toSorted();
}

/** Copies of a value in which one part is missing: `null`, absent or empty. */
function withoutParts(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    const parts = value.flatMap((item, index) =>
      withoutParts(item).map((changed) => value.toSpliced(index, 1, changed)),
    );
    return [[], ...parts];
  }
  if (typeof value !== 'object' || value === null) return [null];
  const parts = Object.entries(value).flatMap(([key, held]) => {
    const { [key]: _, ...others } = value as Record<string, unknown>;
    return [others, ...withoutParts(held).map((changed) => ({ ...value, [key]: changed }))];
  });
  return [null, ...parts];
}

/** Checks that no id disappears when a part of the measurement is missing. */
function expectAll<T>(
  complete: T,
  parse: (changed: unknown) => T | undefined,
  makeChecks: (ctx: CheckContext, measured: T) => void,
): string[] {
  const expected = checksOf((ctx) => makeChecks(ctx, complete));
  const variants = withoutParts(complete)
    .map(parse)
    .filter((variant) => variant !== undefined);
  expect(variants.length).toBeGreaterThan(0);
  for (const variant of variants) {
    const found = checksOf((ctx) => makeChecks(ctx, variant));
    expect(
      expected.filter((id) => !found.includes(id)),
      JSON.stringify(variant),
    ).toEqual([]);
  }
  return expected;
}

const clip = fixtureManifestSchema.parse({
  ...{ file: 'clip.mp4', sha256: '0'.repeat(64), sizeBytes: 1, durationS: 4, language: 'en' },
  video: { codec: 'h264', width: 640, height: 360, frameRate: 30, frameCount: 120 },
  audio: { codec: 'aac', sampleRateHz: 44_100, channels: 1 },
  words: [{ word: 'one', value: 1, startS: 0.2, endS: 0.8 }],
});
const segment = {
  ...{ sequence: 0, audio: 'dubbed', dubbedSimilarity: 0.96, originalSimilarity: 0.1, levelDbfs: -22 },
  ...{ offsetMs: 0, bleedThrough: 0.02, fidelity: { gainDb: 0, mismatchMs: 0, mismatchAtMs: null } },
};
const output = outputMeasurementSchema.parse({
  ...{ videoCodec: 'h264', audioCodec: 'aac', durationS: 4, segmentsMissed: 0 },
  segments: [segment, { ...segment, sequence: 1 }],
  longestGaps: { video: { durationMs: 34, atS: 1 }, audio: { durationMs: 22, atS: 1 } },
  frameSize: { width: 640, height: 360 },
  videoClock: { speed: 1, jitterMs: 0.3 },
  audio: { sampleRateHz: 48_000, channels: 1 },
  audioEdges: { startMs: -44, endMs: 168 },
  frames: {
    ...{ reference: 120, identical: 118, missingHead: 0, missingInside: 0, missingTail: 2 },
    ...{ changed: 0, repeated: 0, inserted: 0 },
  },
  seams: [{ atS: 2, repeatedFrames: 3, missingFrames: 0, audioShiftMs: 0, timestampShiftMs: 0 }],
  avSync: { n: 2, medianMs: 0, minMs: 0, maxMs: 0 },
});
const parseOutput = (changed: unknown) => outputMeasurementSchema.safeParse(changed).data;

const fragment: DubbedFragment = {
  ...{ fragmentId: 'f', sequenceNumber: 0, status: 'success', startS: 0, durationS: 2 },
  original: { path: 'a', format: 'm4a', durationMs: 2000 },
  dubbed: { path: 'b', format: 'm4a', durationMs: 2000 },
  ...{ transcript: 'one', translatedText: 'uno', sentAtMs: 0, processedAtMs: 1 },
};
const parseFragments = (changed: unknown) =>
  dubbedFragmentsSchema.safeParse({ list: changed, malformed: [], missed: [] }).data?.list;

test('checks of the output', () => {
  const published: OutputExpectation = {
    ...{ clip, leadInS: 0, joinedS: 0, by: 'recording', received: { frames: 119 } },
    ...{ isEven: true, isEcho: false },
  };
  const made = expectAll(output, parseOutput, (ctx, measured) =>
    checkOutput(ctx, measured, { durationToleranceMs: 500 }, published),
  );
  const byTheStep = ['live-video-codec', 'live-audio-codec', 'output-video-codec', 'output-audio-codec'];
  const registered = unconditionalChecks('output-stream').filter((id) => dubbingChecks[id].kind === 'check');
  expect([...made, ...byTheStep].toSorted()).toEqual(registered.toSorted());
  expect(
    checksOf((ctx) =>
      checkOutput(ctx, output, { durationToleranceMs: 500 }, { ...published, received: { problem: 'gone' } }),
    ),
  ).toEqual(made);
});

test('checks of an output that was republished', () => {
  const published: OutputExpectation = {
    ...{ clip, leadInS: 0, joinedS: 0, by: 'recording', received: undefined, isEven: true, isEcho: false },
  };
  const limits = { times: 1, maxRepeatedS: 1, maxAudioShiftMs: 10 };
  const { seams, ...others } = output;
  expectAll(
    seams,
    (changed) => {
      const parsed = parseOutput({ ...others, seams: changed })?.seams;
      // An output that was not republished has no seam to measure, and fails for that.
      return parsed?.length === 0 ? undefined : parsed;
    },
    (ctx, measured) =>
      checkOutput(
        ctx,
        { ...others, seams: measured },
        { durationToleranceMs: 500, audio: { runs: ['dubbed'] }, republished: limits },
        published,
      ),
  );
});

test('checks of A/V sync', () => {
  const made = expectAll(
    { measured: output, reportedMs: 0 },
    (changed) => {
      if (typeof changed !== 'object' || changed === null) return undefined;
      const { measured, reportedMs } = changed as { measured?: unknown; reportedMs?: number };
      const parsed = measured === undefined ? undefined : parseOutput(measured);
      // A single segment cannot drift.
      if (parsed?.segments.length === 0) return undefined;
      return { measured: parsed as typeof output, reportedMs: reportedMs as number };
    },
    (ctx, { measured, reportedMs }) =>
      checkAvSync(ctx, measured, { reportedMs: reportedMs ?? undefined, metric: 'm' }, 120),
  );
  const registered = unconditionalChecks('metrics').filter((id) => id.startsWith('av-'));
  expect(made).toEqual(registered.toSorted());
});

test('checks of the dubbed audio', () => {
  const audio: FragmentAudioMeasurement = {
    ...{ sequence: 0, segmentS: 2, durationS: 2, levelDbfs: -22, originalSimilarity: 0.1 },
  };
  const made = expectAll(
    [audio],
    (changed) => {
      if (!Array.isArray(changed)) return undefined;
      return changed.every((item) => typeof item?.segmentS === 'number') ? changed : undefined;
    },
    (ctx, measured) =>
      checkDubbedAudio(ctx, measured, {
        durationTolerance: 0.1,
        mustDiffer: true,
        isLeadIn: (sequence) => sequence !== 0,
      }),
  );
  expect(made).toEqual(dubbedAudioChecks(true).toSorted());
});

test('checks of the processed fragments', () => {
  const complete: DubbedFragments = { list: [fragment], malformed: [], missed: [] };
  const made = expectAll(
    complete,
    (changed) => dubbedFragmentsSchema.safeParse(changed).data,
    (ctx, fragments) => checkFragments(ctx, fragments, 1),
  );
  const registered = unconditionalChecks('fragments-processed').filter(
    (id) => dubbingChecks[id].kind === 'check',
  );
  expect(made).toEqual(registered.toSorted());
  for (const unknown of [{ unobserved: 'no namespace' }, { joinUnknown: 'not found' }])
    expect(checksOf((ctx) => checkFragments(ctx, { ...complete, ...unknown }, 1))).toEqual(made);
});

test('checks of speech', () => {
  const limits = { maxWordsMissed: 0, minWordsShare: 1 };
  const languages = { source: 'en', target: 'es' };
  const made = expectAll([fragment], parseFragments, (ctx, list) =>
    checkSpeech(ctx, list, { clip, languages }, limits),
  );
  expect(made).toEqual([...SPEECH_CHECKS].toSorted());
  for (const spoken of [
    { clip: { ...clip, words: [] }, languages },
    { clip, languages: { source: 'en', target: 'fr' } },
    { clip, languages: { source: 'fr', target: 'es' } },
  ])
    expect(checksOf((ctx) => checkSpeech(ctx, [fragment], spoken, limits))).toEqual(made);
});

test('checks of an echo', () => {
  const made = expectAll([fragment], parseFragments, (ctx, list) => checkEchoedFragments(ctx, list, []));
  expect(made).toEqual([...ECHO_CHECKS].toSorted());
});

test('checks of a looped output', () => {
  const made = expectAll(output, parseOutput, (ctx, measured) =>
    checkLoops(ctx, { start: measured, end: output }, { maxDriftMs: 2 }),
  );
  expect(made).toEqual(['av-drift-start-to-end', 'loop-segment-audio']);
});
