import { getAudit } from '@/lib/server/dashboard/administration/audit-routes';

export const dynamic = 'force-dynamic';

export { getAudit as GET };
