export { FaultApiError } from './fault-api-error.ts';
export { FaultClient } from './fault-client.ts';
