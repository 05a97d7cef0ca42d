import type { ChannelMeasurement, OutputMeasurement } from '../../harness/run-data/output-measurement.ts';
import type { CheckContext } from './check-context.ts';

/** Channels of one recording start together: measured below 0.2 ms. Such a shift moves the voice to one side, and changes its timbre in mono. */
const MAX_SHIFT_MS = 2;

/** Checks that each channel of a stereo output has the audio of its source. The mean of the channels hides much. */
export function checkChannels(
  ctx: CheckContext,
  { segments, audio }: Pick<OutputMeasurement, 'segments' | 'audio'>,
): void {
  if ((audio?.channels ?? 1) === 1) return;
  const compared = segments.flatMap(({ sequence, channels }) =>
    channels === undefined ? [] : [{ sequence, channels }],
  );
  if (compared.length === 0) {
    ctx.notMeasured('channel-audio', { reason: 'the capture contains no segment whose channels are known' });
    return;
  }
  const differences = compared.flatMap(({ sequence, channels }) =>
    channels.flatMap((channel) => describeDifference(channel).map((what) => `segment ${sequence}, ${what}`)),
  );
  ctx.check('channel-audio', { actual: differences, expected: [] });
}

/** `right channel: silence, not dubbed`. Nothing for a channel that has the audio of its source. */
function describeDifference({ channel, audio, expected, isInverted, shiftMs }: ChannelMeasurement): string[] {
  const name = `${channel} channel: ${audio}`;
  if (audio !== expected) return [`${name}, not ${expected}`];
  if (isInverted) return [`${name}, with inverted polarity`];
  if (shiftMs === null || Math.abs(shiftMs) <= MAX_SHIFT_MS) return [];
  const order = shiftMs > 0 ? 'after' : 'before';
  return [`${name}, ${Math.abs(shiftMs).toFixed(0)} ms ${order} the left channel`];
}
