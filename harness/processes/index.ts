export { LineSplitter } from './line-splitter.ts';
export { OwnedProcess } from './owned-process.ts';
export { Reaper } from './reaper.ts';
export { type OwnedProcessOptions, type ProcessEnd, SpawnError } from './spawn-process.ts';
