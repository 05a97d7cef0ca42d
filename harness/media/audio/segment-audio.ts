import { cutPcm, durationOf, type Pcm, samplesBetween } from '../decode/pcm.ts';
import type { FrameMapping } from '../video/frame-mapping.ts';
import { fidelityOf, type SoundFidelity } from './audio-fidelity.ts';
import { soundSpeed } from './audio-speed.ts';
import { likeness, locateNear, locateSound, NEAR_S, SAME_SOUND, type SoundPlace } from './locate-audio.ts';
import { isSilent, rmsDbfs } from './signal/level.ts';

/** A window of the stream: as it is in the clip, and as it came back from the STS service. */
export interface DubbedWindow {
  readonly sequence: number;
  readonly original: Pcm;
  /** Absent when nothing came back for it. */
  readonly dubbed?: Pcm;
  /** Where the original lies in the reference's sound: `locateSound(original, reference.audio, …)`. */
  readonly source: SoundPlace;
}

/** When the picture of a window's beginning is shown in the capture, or why that is not known. */
export type PicturePlace =
  | { readonly found: true; readonly startS: number }
  | { readonly found: false; readonly reason: string };

/** What is heard in the capture in the place of one window. */
export interface HeardWindow {
  readonly sequence: number;
  /** `unknown`: neither the picture of the window nor its dubbed sound is in the capture. */
  readonly heard: 'dubbed' | 'original' | 'silence' | 'other' | 'unknown';
  readonly picture: PicturePlace;
  /** Where the sound that is heard lies in the capture: the dubbed one, anywhere, unless the original is heard. */
  readonly aired: SoundPlace;
  /** Likeness of the dubbed sound and of the original in the window's place. */
  readonly dubbedCoefficient: number;
  readonly originalCoefficient: number;
  /** Loudness of what is heard, RMS in dBFS. Absent when it is unknown. */
  readonly levelDbfs?: number;
  /** How the dubbed sound, or the original, came out where it is heard. */
  readonly fidelity?: SoundFidelity;
  /**
   * How much more the original is like what is heard than like the dubbed sound itself: it is heard beneath it. Absent
   * where the two are the same.
   */
  readonly originalBeneath?: number;
  /** How fast the dubbed sound is played, where something else than it is heard and that is why. */
  readonly speed?: number;
  readonly durationS: number;
}

const NO_PICTURE = 'its picture is not in the capture, or stands still there for another number of frames';
const NOTHING_CAME: SoundPlace = { found: false, reason: 'no dubbed sound came for it', coefficient: 0 };

/**
 * Tells what is heard in the capture while the picture of `window` is shown. The window's middle is looked up in the
 * picture, so that a capture without its first or last frames can be judged.
 *
 * @param mapping from the reference's picture to the capture's
 * @param capture the capture's sound
 */
export function hearWindow(window: DubbedWindow, mapping: FrameMapping, capture: Pcm): HeardWindow {
  const { sequence, original } = window;
  const durationS = durationOf(original);
  const picture = placeOfPicture(window, mapping);
  const dubbed =
    window.dubbed === undefined
      ? NOTHING_CAME
      : locateSound(window.dubbed, capture, picture.found ? picture.startS : undefined);
  const known = { sequence, picture, aired: dubbed, durationS };
  const startS = picture.found ? picture.startS : dubbed.found ? dubbed.startS : undefined;
  if (startS === undefined) {
    return { ...known, heard: 'unknown', dubbedCoefficient: dubbed.coefficient, originalCoefficient: 0 };
  }
  const inPlace = dubbed.found && Math.abs(dubbed.startS - startS) <= NEAR_S;
  const dubbedCoefficient =
    inPlace || window.dubbed === undefined
      ? dubbed.coefficient
      : locateNear(window.dubbed, capture, startS).coefficient;
  const originalHere = locateNear(original, capture, startS);
  const originalCoefficient = originalHere.coefficient;
  const samples = samplesBetween(capture, startS, durationS);
  const heard = isSilent(samples) ? 'silence' : verdict(dubbedCoefficient, originalCoefficient);
  const aired = heard === 'original' ? originalHere : dubbed;
  const levelDbfs = rmsDbfs(samples);
  const closer = lookCloser({ ...window, heard }, aired, capture, startS);
  return { ...known, aired, heard, dubbedCoefficient, originalCoefficient, levelDbfs, ...closer };
}

/** What can be said of a sound once it is known what it is. */
function lookCloser(
  { heard, original, dubbed }: DubbedWindow & Pick<HeardWindow, 'heard'>,
  aired: SoundPlace,
  capture: Pcm,
  startS: number,
): Pick<HeardWindow, 'fidelity' | 'originalBeneath' | 'speed'> {
  if (heard === 'original' && aired.found) return { fidelity: fidelityOf(original, capture, aired.startS) };
  if (dubbed === undefined) return {};
  if (heard === 'other' && !aired.found) {
    const speed = soundSpeed(dubbed, capture, startS);
    return speed === undefined ? {} : { speed };
  }
  if (heard !== 'dubbed' || !aired.found) return {};
  const fidelity = fidelityOf(dubbed, capture, aired.startS);
  // Short windows resemble each other by chance, up to 0.24 for 1 s: only what is more is the original.
  const chance = likeness(original, dubbed);
  if (chance >= SAME_SOUND) return { fidelity };
  const there = cutPcm(capture, aired.startS, durationOf(original));
  return { fidelity, originalBeneath: Math.max(0, likeness(original, there) - chance) };
}

function placeOfPicture({ source, original }: DubbedWindow, mapping: FrameMapping): PicturePlace {
  if (!source.found) return { found: false, reason: `its sound is not in the reference: ${source.reason}` };
  const halfS = durationOf(original) / 2;
  const middleS = mapping.candidateTimeOf(source.startS + halfS);
  if (middleS === undefined) return { found: false, reason: NO_PICTURE };
  return { found: true, startS: middleS - halfS };
}

function verdict(dubbedCoefficient: number, originalCoefficient: number): 'dubbed' | 'original' | 'other' {
  if (dubbedCoefficient >= SAME_SOUND && dubbedCoefficient >= originalCoefficient) return 'dubbed';
  return originalCoefficient >= SAME_SOUND ? 'original' : 'other';
}
