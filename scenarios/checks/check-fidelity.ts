import type { OutputMeasurement } from '../evidence/output-measurement.ts';
import type { CheckContext } from './check-context.ts';

/** Half or double the energy. Two rounds of AAC leave it within 0.5 dB. */
const MAX_GAIN_DB = 3;
/** Measured: under 0.03 where nothing of it is heard, from 0.13 on where it is 12 dB below the dubbed audio. */
const MAX_ORIGINAL_BENEATH = 0.1;

/**
 * What is heard in each window is all of it, as loud as it was, and nothing besides.
 *
 * @param isJoined the output was published more than once: a window may be put together of two publications, which
 *   are told from one another elsewhere
 */
export function checkFidelity(
  ctx: CheckContext,
  { windows, sound }: Pick<OutputMeasurement, 'windows' | 'sound'>,
  isJoined: boolean,
): void {
  const compared = windows.flatMap(({ fidelity, ...window }) =>
    fidelity === null ? [] : [{ ...window, ...fidelity }],
  );
  const [first] = compared;
  if (first === undefined) return;
  const worst = compared.reduce((most, next) => (next.differsMs > most.differsMs ? next : most), first);
  const at = worst.differsAtMs === null ? '' : `from ${worst.differsAtMs / 1000} s of it on: `;
  const note = `window ${worst.sequence}, ${at}silence, noise or another sound`;
  if (isJoined) ctx.record('audio-mismatch-max', { value: worst.differsMs, unit: 'ms' });
  else
    ctx.check('audio-mismatch-max', {
      actual: worst.differsMs,
      limit: { max: 0 },
      unit: 'ms',
      ...(worst.differsMs > 0 && { note }),
    });
  checkLoudness(ctx, compared, sound?.channels ?? 1);
  const beneath = compared.flatMap(({ originalBeneath }) => originalBeneath ?? []);
  if (beneath.length > 0)
    ctx.check('original-bleed-through', {
      actual: round(Math.max(...beneath), 3),
      limit: { max: MAX_ORIGINAL_BENEATH },
      unit: 'of 1',
    });
}

function checkLoudness(
  ctx: CheckContext,
  windows: readonly { readonly sequence: number; readonly gainDb: number | null }[],
  channels: number,
): void {
  const gains = windows.flatMap(({ sequence, gainDb }) => (gainDb === null ? [] : [{ sequence, gainDb }]));
  const [first] = gains;
  if (first === undefined) return;
  const worst = gains.reduce(
    (most, next) => (Math.abs(next.gainDb) > Math.abs(most.gainDb) ? next : most),
    first,
  );
  const note = `window ${worst.sequence}; positive: louder than it came`;
  ctx.check('loudness-error-max', {
    actual: round(worst.gainDb, 1),
    limit: { min: -MAX_GAIN_DB, max: MAX_GAIN_DB },
    unit: 'dB',
    note: channels === 1 ? note : `${note}; the mean of ${channels} channels: one may be silent`,
  });
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
