import { type AudioKind, audioKindOf, unknownAudio } from '../../contracts/audio-kind.ts';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { decodeAudio, SPEECH_RATE_HZ } from '../audio/decode-audio.ts';
import { aacSampleRateHz, encodeAudio } from '../audio/encode-audio.ts';
import { planLength } from '../audio/length-plan.ts';
import { isSilent } from '../audio/silence.ts';
import { durationOfMs, SILENCE, type Sound } from '../audio/sound.ts';
import { sourceDurationMs } from '../audio/source-duration.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import type { ConcurrencyGate } from '../process/concurrency-gate.ts';
import type { ScratchFolder } from '../process/scratch-folder.ts';
import {
  describeLanguagePairs,
  findLanguagePair,
  type LanguagePair,
  languagePairsOf,
} from '../providers/language-pair.ts';
import type { Providers } from '../providers/provider-table.ts';
import { failedResult } from './failed-result.ts';
import type { FragmentProcessor, FragmentResult, FragmentTask } from './fragment-processor.ts';
import { StageClock } from './stage-clock.ts';
import { StageError } from './stage-error.ts';

/** What dubbing works with. */
export interface DubbingSetup {
  readonly providers: Providers;
  /** Shared by all sessions. */
  readonly gate: ConcurrencyGate;
  readonly scratch: ScratchFolder;
  readonly metrics: StsMetrics;
}

/** What is known of a fragment so far; goes into its result however it ends. */
type Findings = Pick<FragmentResult, 'transcript' | 'translated_text'> & {
  metadata: Record<string, unknown>;
};

/** Dubs fragments: decode → recognise → translate → speak → fit to the source's length and encode. */
export function createDubbingProcessor(setup: DubbingSetup): FragmentProcessor {
  const { asr, translator, tts } = setup.providers;
  const pairs = languagePairsOf(asr, translator, tts);
  return {
    async process(task, signal) {
      const clock = new StageClock(task.onStage, setup.metrics);
      const findings: Findings = { metadata: {} };
      const result = await dub(setup, pairs, task, clock, findings, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        if (!(error instanceof StageError)) throw error;
        task.log.debug({ err: error.cause, stage: error.stage, code: error.code }, error.message);
        return failedResult(error.code, error.stage, error.message);
      });
      return {
        ...findings,
        ...result,
        stage_timings: clock.timings('asr', 'translation', 'tts'),
        metadata: { ...findings.metadata, ...clock.timings('queue', 'decode', 'encode') },
      };
    },
  };
}

/** What needs no work is told at once; the rest waits for a place among those who work. */
async function dub(
  setup: DubbingSetup,
  pairs: readonly LanguagePair[],
  task: FragmentTask,
  clock: StageClock,
  findings: Findings,
  signal: AbortSignal,
): Promise<FragmentResult> {
  const { source_language, target_language } = task.config;
  const pair = findLanguagePair(pairs, source_language, target_language);
  if (pair === undefined) {
    const message = `Cannot dub ${source_language}→${target_language}; there is: ${describeLanguagePairs(pairs)}.`;
    throw new StageError('UNSUPPORTED_LANGUAGE', 'translation', message);
  }
  const source = readSource(task.fragment.audio);
  findings.metadata.source_format = source.kind.container;
  const leave = await clock.time('queue', () => setup.gate.enter(signal));
  return await dubSource(setup, source, pair, task, clock, findings, signal).finally(leave);
}

interface Source {
  readonly bytes: Uint8Array;
  readonly kind: AudioKind;
}

/** @throws {StageError} when the bytes are no audio of a known kind */
function readSource(audio: FragmentAudio): Source {
  const bytes = Buffer.from(audio.data_base64, 'base64');
  const kind = audioKindOf(bytes, audio.format);
  if (kind !== undefined) return { bytes, kind };
  throw new StageError('INVALID_AUDIO_FORMAT', 'decode', unknownAudio(bytes, audio.format));
}

async function dubSource(
  { providers, scratch }: DubbingSetup,
  { bytes, kind }: Source,
  pair: LanguagePair,
  { fragment: { audio }, config, deadlineMs }: FragmentTask,
  clock: StageClock,
  findings: Findings,
  signal: AbortSignal,
): Promise<FragmentResult> {
  const { metadata } = findings;
  const limits = { signal, deadlineMs };
  const samples = await clock.time('decode', () => decodeAudio(bytes, audio, kind, scratch, signal));
  const decodedMs = (samples.length / SPEECH_RATE_HZ) * 1000;
  const sourceMs = sourceDurationMs(decodedMs, audio.duration_ms, audio.sample_rate_hz);
  const target = { sampleRateHz: aacSampleRateHz(config.sample_rate_hz), channels: config.channels };
  const encode = (sound: Sound, tempo: number, durationMs: number) =>
    clock.time('encode', () => encodeAudio(sound, { ...target, tempo, durationMs }, scratch, signal));
  const answerSilence = async (): Promise<FragmentResult> => {
    findings.transcript = '';
    findings.translated_text = '';
    return { status: 'success', dubbed_audio: await encode(SILENCE, 1, sourceMs) };
  };
  if (isSilent(samples, SPEECH_RATE_HZ)) return await answerSilence();

  const heard = await clock.time('asr', () =>
    providers.asr.transcribe(samples, pair, config.domain_hints, limits),
  );
  metadata.asr_model = heard.model;
  if (heard.text === '') return await answerSilence();
  findings.transcript = heard.text;

  const translated = await clock.time('translation', () =>
    providers.translator.translate(heard.text, pair, limits),
  );
  metadata.translation_model = translated.model;
  findings.translated_text = translated.text;

  const spoken = await clock.time('tts', () =>
    providers.tts.synthesise(translated.text, pair, config.voice_profile, limits),
  );
  metadata.tts_model = spoken.model;

  const speechMs = durationOfMs(spoken.sound);
  const { tempo, durationMs, off, verdict } = planLength(speechMs, sourceMs);
  metadata.speech_ms = Math.round(speechMs);
  metadata.tempo = Math.round(tempo * 1000) / 1000;
  if (verdict === 'failed') {
    const message = `The speech lasts ${Math.round(durationMs)} ms at its fastest, ${Math.round(off * 100)} % over the ${Math.round(sourceMs)} ms of its source; 20 % is the limit.`;
    throw new StageError('DURATION_MISMATCH_EXCEEDED', 'tts', message);
  }
  return { status: verdict, dubbed_audio: await encode(spoken.sound, tempo, durationMs) };
}
