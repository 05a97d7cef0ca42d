import { nodeProblem } from './require-node.ts';

const problem = nodeProblem(process.versions.node);
if (problem !== undefined) throw new Error(problem);
