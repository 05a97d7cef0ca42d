export { identify } from '../../lib/process-identity.ts';
export { KeptProcess } from './kept-process.ts';
export { openFiles } from './open-files.ts';
export { OwnedProcess } from './owned-process.ts';
export { sampleProcesses } from './process-sampler.ts';
export { readProcesses } from './process-state.ts';
export { Reaper, type WatchedProcess } from './reaper.ts';
export { residentMemory } from './resident-memory.ts';
export { type ProcessEnd, SpawnError } from './spawn-process.ts';
