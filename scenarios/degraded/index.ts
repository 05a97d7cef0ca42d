import { clipping } from './clipping.ts';
import { musicBed } from './music-bed.ts';
import { noise } from './noise.ts';
import { slowPublisher } from './slow-publisher.ts';
import { telephoneNarrowband } from './telephone-narrowband.ts';
import { telephoneWideband } from './telephone-wideband.ts';
import { twoSpeakers } from './two-speakers.ts';

/** The input is worse than the clip; the pipeline has to dub it all the same. */
export const degraded = [
  noise,
  musicBed,
  twoSpeakers,
  clipping,
  telephoneWideband,
  telephoneNarrowband,
  slowPublisher,
];
