import type { Fault } from '../define-fault.ts';
import { hookNotExecutable } from './hook-not-executable.ts';

export const HOOK_FAULTS: readonly Fault[] = [hookNotExecutable];
