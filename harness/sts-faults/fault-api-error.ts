import { HarnessError } from '../engine/index.ts';

/** The STS service does not take the faults that a scenario asks for. */
export class FaultApiError extends HarnessError {
  declare readonly code: 'FAULT_API_OFF' | 'FAULTS_REFUSED';
  readonly url: string;
  readonly status: number;

  constructor(code: FaultApiError['code'], url: string, status: number, what: string) {
    super(`the STS service's fault API at ${url} answered ${status}: ${what}`, {
      code,
      fault: code === 'FAULT_API_OFF' ? 'ENVIRONMENT' : 'HARNESS',
    });
    this.url = url;
    this.status = status;
  }
}
