import type { CauseDefinition } from '../cause.ts';
import { hookNotExecutable } from './hook-not-executable.ts';

export const HOOK_CAUSES: readonly CauseDefinition[] = [hookNotExecutable];
