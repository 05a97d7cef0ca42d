export { OwnedProcess, type OwnedProcessOptions, type ProcessEnd, SpawnError } from './owned-process.ts';
export { Reaper } from './reaper.ts';
