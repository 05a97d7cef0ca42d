import type { Fault } from '../define-fault.ts';
import { publisherWrongPort } from './publisher-wrong-port.ts';

export const PUBLISHER_FAULTS: readonly Fault[] = [publisherWrongPort];
