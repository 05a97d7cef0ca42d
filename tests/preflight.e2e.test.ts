import { describeScenario } from 'dubstep/vitest';
import { preflight } from '../scenarios/preflight.ts';

// Each step is a test: `pnpm vitest --project e2e scenarios/preflight`, or a click in an editor that knows Vitest.
describeScenario(preflight, { sts: 'echo' });
