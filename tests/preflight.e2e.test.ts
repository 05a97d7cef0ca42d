import { describeScenario } from 'dubstep/vitest';
import { preflight } from '../scenarios/preflight.ts';

// Each step is a test, which an editor with Vitest support can run: `pnpm vitest --project e2e tests/preflight`.
describeScenario(preflight, { sts: 'echo' });
