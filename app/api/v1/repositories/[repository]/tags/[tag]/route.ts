import { putTag } from '@/lib/server/dashboard/change-routes';
import { getTag } from '@/lib/server/dashboard/history-routes';

export const dynamic = 'force-dynamic';

export { getTag as GET, putTag as PUT };
