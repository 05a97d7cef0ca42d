import type { Fault } from '../define-fault.ts';
import { attachedApiUnauthorised } from './api-unauthorised.ts';
import { attachedHookNotExecutable } from './hook-not-executable.ts';
import { attachedMetricsRenamed } from './metrics-renamed.ts';
import { attachedOutputUnpublished } from './output-unpublished.ts';
import { attachedPublisherWrongName } from './publisher-wrong-name.ts';
import { attachedStsDead } from './sts-dead.ts';

/** Faults of a pipeline that runs already, of which the run knows only the addresses: no logs, recordings or observers. */
export const ATTACHED_FAULTS: readonly Fault[] = [
  attachedPublisherWrongName,
  attachedApiUnauthorised,
  attachedHookNotExecutable,
  attachedStsDead,
  attachedOutputUnpublished,
  attachedMetricsRenamed,
];
