import type { SpokenWord } from '../../../fixtures/index.ts';
import { type Distractor, defineDistractor } from '../define-fault.ts';
import { FAST_H264 } from '../rigging/output-ffmpeg.ts';
import { type ClipRecipe, writeClip } from '../rigging/unusual-clip.ts';

/** A clip that differs from the clips of the project. A healthy pipeline passes with it, and a broken one fails. */
interface UnusualClip extends ClipRecipe {
  readonly id: string;
  readonly title: string;
  /** Ids of the faults beside which it is tried. None by default. */
  readonly beside?: readonly string[];
}

const COPY = ['-c', 'copy'];
const until = (endS: number) => (words: readonly SpokenWord[]) => words.filter((word) => word.endS <= endS);
const shifted = (byS: number) => (words: readonly SpokenWord[]) =>
  words.flatMap((word) =>
    word.startS + byS < 0 ? [] : [{ ...word, startS: word.startS + byS, endS: word.endS + byS }],
  );
const lasting = (seconds: string): Pick<UnusualClip, 'args' | 'words'> => ({
  args: ['-t', seconds, ...FAST_H264, '-c:a', 'aac'],
  words: until(Number(seconds)),
});

const CLIPS: readonly UnusualClip[] = [
  {
    id: 'clip-of-8-fps',
    title: 'The clip has 8 frames per second',
    args: ['-r', '8', ...FAST_H264, '-c:a', 'copy'],
    beside: ['output-frames-dropped', 'tts-passes-through'],
  },
  {
    id: 'clip-of-1-fps',
    title: 'The clip has 1 frame per second',
    args: ['-r', '1', ...FAST_H264, '-g', '1', '-c:a', 'copy'],
    beside: ['tts-passes-through'],
  },
  {
    id: 'clip-of-60-fps',
    title: 'The clip has 60 frames per second',
    args: ['-r', '60', ...FAST_H264, '-c:a', 'copy'],
  },
  {
    id: 'clip-of-variable-rate',
    title: 'The clip shows one frame for 0.7 s',
    args: ['-vf', "select='not(between(n,100,120))'", '-fps_mode', 'vfr', ...FAST_H264, '-c:a', 'copy'],
    beside: ['output-frames-dropped'],
  },
  {
    id: 'clip-still',
    title: 'The picture of the clip does not move',
    args: [
      ...['-filter_complex', '[0:v]trim=end_frame=1,loop=299:1:0,setpts=N/30/TB[video]'],
      ...['-map', '[video]', '-map', '0:a', ...FAST_H264, '-r', '30', '-c:a', 'copy'],
    ],
    beside: ['tts-passes-through'],
  },
  {
    id: 'clip-silent-in-part',
    title: 'The clip is silent for one segment',
    args: ['-c:v', 'copy', '-af', "volume=enable='between(t,4,6)':volume=0", '-c:a', 'aac'],
    beside: ['tts-passes-through', 'tts-without-sound'],
  },
  { id: 'clip-of-3-s', title: 'The clip lasts 3 s', ...lasting('3') },
  { id: 'clip-with-rest-of-1-s', title: 'The last segment lasts 1 s', ...lasting('7') },
  { id: 'clip-with-rest-below-1-s', title: 'The last segment lasts 0.99 s', ...lasting('6.99') },
  { id: 'clip-with-rest-above-1-s', title: 'The last segment lasts 1.01 s', ...lasting('7.01') },
  {
    id: 'clip-with-cover',
    title: 'The clip has cover art as a second video track',
    inputs: ['-f', 'lavfi', '-i', 'color=red:size=320x320'],
    args: [
      ...['-map', '0', '-map', '1', ...COPY, '-c:v:1', 'png', '-frames:v:1', '1'],
      ...['-disposition:v:1', 'attached_pic'],
    ],
  },
  {
    id: 'clip-with-two-audio-tracks',
    title: 'The clip has a silent audio track before its own',
    inputs: ['-f', 'lavfi', '-i', 'anullsrc=channel_layout=mono:sample_rate=44100'],
    args: [
      ...['-map', '0:v', '-map', '1:a', '-map', '0:a', ...COPY, '-c:a:0', 'ac3', '-t', '10'],
      ...['-timecode', '01:00:00:00'],
    ],
    extension: 'mov',
  },
  { id: 'clip-of-flv', title: 'The clip is FLV', args: COPY, extension: 'flv' },
  {
    id: 'clip-of-transport-stream',
    title: 'The clip is MPEG-TS, which starts at 1.4 s',
    args: COPY,
    extension: 'ts',
  },
  {
    id: 'clip-with-edit-list',
    title: 'An edit list hides the first frames of the clip',
    before: ['-ss', '2.4'],
    args: COPY,
    words: shifted(-2.4),
  },
  {
    id: 'clip-rotated',
    title: 'The clip is displayed upright by its metadata',
    args: [...COPY, '-metadata:s:v', 'rotate=90'],
  },
  {
    id: 'clip-of-surround',
    title: 'The clip has 5.1 audio at 48 kHz',
    args: ['-c:v', 'copy', '-ac', '6', '-ar', '48000'],
  },
  { id: 'clip-of-96-khz', title: 'The clip has audio at 96 kHz', args: ['-c:v', 'copy', '-ar', '96000'] },
  {
    id: 'clip-with-longer-audio',
    title: 'The audio of the clip is 2 s longer than its video',
    inputs: [],
    args: ['-c:a', 'copy', '-vf', 'trim=duration=8', ...FAST_H264],
  },
  {
    id: 'clip-with-late-audio',
    title: 'The audio of the clip starts 1.5 s after its video',
    args: ['-map', '0:v', '-map', '1:a', ...COPY],
    inputs: ['-itsoffset', '1.5', '-i', '{clip}'],
    words: shifted(1.5),
  },
  {
    id: 'clip-without-words',
    title: 'The manifest of the clip lists no words',
    args: COPY,
    words: () => [],
    beside: ['tts-passes-through', 'tts-without-sound'],
  },
];

/** Clips as users have them, by themselves and beside faults. */
export const UNUSUAL_CLIPS: readonly Distractor[] = CLIPS.map(({ id, title, beside = [], ...recipe }) =>
  defineDistractor({
    ...{ id, title, beside },
    options: async (stage) => ({ fixture: await writeClip(stage, recipe) }),
  }),
);
