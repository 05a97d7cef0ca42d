import type { Fault } from '../define-fault.ts';
import { mediamtxApiNotFound } from './mediamtx-api-not-found.ts';

export const INPUT_FAULTS: readonly Fault[] = [mediamtxApiNotFound];
