export { sampleMachine } from './machine-sampler.ts';
