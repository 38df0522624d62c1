import { expect, it } from 'vitest';
import { menuStep } from './menu-step';

const words = ['Point a tag here', 'Protect', 'Delete tag', 'Delete manifest'];

it.each([
  [0, 'ArrowDown', 1],
  [3, 'ArrowDown', 0],
  [-1, 'ArrowDown', 0],
  [1, 'ArrowUp', 0],
  [0, 'ArrowUp', 3],
  [-1, 'ArrowUp', 3],
  [2, 'Home', 0],
  [1, 'End', 3],
  [0, 'p', 1],
  [1, 'P', 0],
  [0, 'd', 2],
  [2, 'd', 3],
  [3, 'd', 2],
  [0, 'x', undefined],
  [0, 'Enter', undefined],
  [0, 'Tab', undefined],
])('leads from line %i by %s to %s', (at, key, to) => expect(menuStep(words, at, key)).toBe(to));
