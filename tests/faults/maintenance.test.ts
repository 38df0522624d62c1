import { test } from 'vitest';
import { surviveEveryFault } from './every-fault';
import { scenarios } from './maintenance-scenarios';

test.each(scenarios)('$name: no fault at any call loses or breaks anything', surviveEveryFault);
