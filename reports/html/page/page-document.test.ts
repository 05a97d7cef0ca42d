import { expect, test } from 'vitest';
import { embeddedJson } from './page-document.ts';

test('embeds JSON without characters that start an element or an entity', () => {
  const data = { text: '</template></script><!--<script>&lt;\u2028' };
  const { text } = embeddedJson('x', data);
  expect(text.match(/[<&]\/?\w*/g)).toEqual(['<template', '</template']);
  expect(JSON.parse(text.slice(text.indexOf('>') + 1, -'</template>'.length))).toEqual(data);
});
