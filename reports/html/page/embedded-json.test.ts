import { expect, test } from 'vitest';
import { embeddedJson } from './embedded-json.ts';

test('no text begins or ends an element or an entity, and all of it comes back', () => {
  const data = { text: '</template></script><!--<script>&lt;\u2028' };
  const { text } = embeddedJson('x', data);
  expect(text.match(/[<&]\/?\w*/g)).toEqual(['<template', '</template']);
  expect(JSON.parse(text.slice(text.indexOf('>') + 1, -'</template>'.length))).toEqual(data);
});
