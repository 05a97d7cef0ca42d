import { type Markup, trusted } from '../markup.ts';

/**
 * Data for the page's script, in a `template`, which shows nothing. Neither an element nor an entity can begin in it:
 * what could begin one is written as JSON's own escape.
 */
export function embeddedJson(id: string, data: unknown): Markup {
  const text = JSON.stringify(data).replaceAll('<', '\\u003c').replaceAll('&', '\\u0026');
  return trusted(`<template id="${id}">${text}</template>`);
}
