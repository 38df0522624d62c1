import { json } from '@/lib/http/reply';
import type { Handler } from '../request';

/** GET /v2/: that this is a registry (distribution-spec, "Determining Support", end-1). */
export const getBase: Handler = async () => json(200, {});
