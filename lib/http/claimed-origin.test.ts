import { expect, test } from 'vitest';
import { claimedOrigin } from './claimed-origin';

const here = 'https://registry.example.com';

test.each([
  ['same', { 'sec-fetch-site': 'same-origin' }],
  ['same', { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:5000' }],
  ['same', { origin: here }],
  ['unsaid', {}],
  ['other', { origin: 'https://evil.example' }],
  ['other', { origin: 'http://registry.example.com' }],
  ['other', { origin: 'https://registry.example.com:8443' }],
  ['other', { origin: 'https://registry.example.com.evil.example' }],
  ['other', { origin: 'null' }],
  ['other', { origin: '' }],
  ['other', { 'sec-fetch-site': 'same-site', origin: here }],
  ['other', { 'sec-fetch-site': 'cross-site', origin: here }],
  ['other', { 'sec-fetch-site': 'none' }],
  ['other', { 'sec-fetch-site': '' }],
])('it is %s by %j', (expected, headers) => expect(claimedOrigin(headers, here)).toBe(expected));
