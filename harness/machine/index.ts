export { sampleMachine } from './machine-sampler.ts';
export { requireMachine } from './require-machine.ts';
