export { KeptProcess } from './kept-process.ts';
export { OwnedProcess } from './owned-process.ts';
export { identify, isThere, type ProcessIdentity } from './process-identity.ts';
export { Reaper } from './reaper.ts';
export { residentMemory } from './resident-memory.ts';
export { type OwnedProcessOptions, type ProcessEnd, SpawnError } from './spawn-process.ts';
