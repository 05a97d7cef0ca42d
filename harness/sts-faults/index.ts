export { FaultClient } from './fault-client.ts';
