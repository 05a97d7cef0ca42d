import { expect, test } from 'vitest';
import { ciMatrix, type MatrixAxes, matrixCells } from './matrix.ts';

const scenario = (id: string): MatrixAxes['scenarios'][number] => ({
  id,
  title: id,
  tags: [],
  build: () => {
    throw new Error('nothing is built to be listed');
  },
});

test('every combination is a cell, and its label names what varies', () => {
  const cells = matrixCells({
    scenarios: [scenario('quick'), scenario('full')],
    environments: ['process', 'compose'],
    sts: ['real', 'echo'],
    publish: ['rtmp'],
  });
  expect(cells.map(({ label }) => label)).toEqual([
    'quick · process · real',
    'quick · process · echo',
    'quick · compose · real',
    'quick · compose · echo',
    'full · process · real',
    'full · process · echo',
    'full · compose · real',
    'full · compose · echo',
  ]);
  expect(ciMatrix(cells).include[3]).toEqual({
    scenario: 'quick',
    env: 'compose',
    sts: 'echo',
    publish: 'rtmp',
  });
});

test('one of each is one cell', () => {
  const cells = matrixCells({
    scenarios: [scenario('quick')],
    environments: ['process'],
    sts: ['real'],
    publish: ['rtsp'],
  });
  expect(cells.map(({ label, choices }) => [label, choices])).toEqual([
    ['quick · process', { environment: 'process', sts: 'real', publish: 'rtsp' }],
  ]);
});
