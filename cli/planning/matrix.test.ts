import { expect, test } from 'vitest';
import { ciMatrix, type MatrixAxes, matrixCells } from './matrix.ts';

const scenario = (id: string): MatrixAxes['scenarios'][number] => ({
  id,
  title: id,
  tags: [],
  build: () => {
    throw new Error('listing must not build a scenario');
  },
});

test('creates a cell for every combination, ordered by scenario first', () => {
  const cells = matrixCells({
    scenarios: [scenario('quick'), scenario('full')],
    environments: ['process', 'compose'],
    sts: ['real', 'echo'],
    publish: ['rtmp'],
  });
  expect(
    cells.map(({ definition, choices }) => [definition.id, ...Object.values(choices)].join(' ')),
  ).toEqual([
    'quick process real rtmp',
    'quick process echo rtmp',
    'quick compose real rtmp',
    'quick compose echo rtmp',
    'full process real rtmp',
    'full process echo rtmp',
    'full compose real rtmp',
    'full compose echo rtmp',
  ]);
  expect(ciMatrix(cells).include[3]).toEqual({
    scenario: 'quick',
    env: 'compose',
    sts: 'echo',
    publish: 'rtmp',
  });
});
