import { expect, it } from 'vitest';
import { clientName } from './client-name';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
  ['Firefox on Linux', 'desktop', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  [
    'Chrome on Windows',
    'desktop',
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/156.0.0.0 Safari/537.36`,
  ],
  [
    'Edge on Windows',
    'desktop',
    `Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/156.0.0.0 Safari/537.36 Edg/156.0`,
  ],
  [
    'Safari on macOS',
    'desktop',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15',
  ],
  [
    'Safari on iPhone',
    'phone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
  ],
  [
    'Chrome on Android',
    'phone',
    `Mozilla/5.0 (Linux; Android 16; K) ${webkit} Chrome/156.0.0.0 Mobile Safari/537.36`,
  ],
  ['Chrome', 'desktop', 'Chrome/156'],
  ['curl/8.5.0', 'program', 'curl/8.5.0'],
  ['Mozilla/5.0', 'program', 'Mozilla/5.0 (compatible; Something/1.0)'],
  ['<script>alert', 'program', '<script>alert(1)</script>'],
  ['x'.repeat(40), 'program', 'x'.repeat(300)],
  ['An unknown program', 'program', ''],
  ['An unknown program', 'program', null],
])('calls it %s', (text, kind, userAgent) => expect(clientName(userAgent)).toEqual({ text, kind }));
