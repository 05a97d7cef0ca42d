import type { Boundary } from './boundary.ts';
import { hook, ingest, mediaService, segmenter } from './media-service.ts';
import { capture, measurement, output, workerOutput } from './output.ts';
import { clip, input, publisher, recording } from './source.ts';
import { asr, result, stsConnection, translation, tts } from './sts.ts';
import { containers, machine, ports, processes } from './surroundings.ts';

/** The pipeline as a list of boundaries, in the order of `BOUNDARIES`. */
export const CHAIN: readonly Boundary[] = [
  machine,
  ports,
  processes,
  containers,
  clip,
  publisher,
  input,
  recording,
  hook,
  mediaService,
  ingest,
  segmenter,
  stsConnection,
  asr,
  translation,
  tts,
  result,
  workerOutput,
  output,
  capture,
  measurement,
];
