import type {
  AccessRuleTable,
  AccessTokenTable,
  AccountTable,
  GroupMemberTable,
  OidcIdentityTable,
  RefreshTokenTable,
  SessionTable,
  SigningKeyTable,
} from './tables/access';
import type {
  BlobTable,
  FolderTable,
  ManifestFactTable,
  ManifestLabelTable,
  ManifestTable,
  ReferenceTable,
  TagTable,
} from './tables/content';
import type { RegistryDayTable, RepositoryDayTable, RepositoryFigureTable } from './tables/figures';
import type {
  QuotaArrivalTable,
  QuotaMemberTable,
  QuotaNamedView,
  QuotaNamespaceTable,
  QuotaRepositoryTable,
  QuotaTable,
} from './tables/quotas';
import type { StarTable } from './tables/stars';
import type {
  AuditTable,
  CollectedTable,
  InventoryItemTable,
  JobRunTable,
  NoteTable,
  PlannedTagTable,
  PullTable,
  RetentionPlanTable,
  RetentionPlanTagTable,
  RetentionPolicyTable,
  TagEventTable,
  TagPlanTable,
  VerifiedTable,
} from './tables/upkeep';

/**
 * The tables, as kysely types. Nothing here is content. The first seven are an index that is read again from the files;
 * the others (history, statistics, runs) are lost with the database, and no image with them.
 */
export interface Tables {
  folder: FolderTable;
  tag: TagTable;
  manifest: ManifestTable;
  manifest_fact: ManifestFactTable;
  manifest_label: ManifestLabelTable;
  reference: ReferenceTable;
  blob: BlobTable;
  tag_event: TagEventTable;
  tag_plan: TagPlanTable;
  planned_tag: PlannedTagTable;
  pull: PullTable;
  collected: CollectedTable;
  inventory_item: InventoryItemTable;
  verified: VerifiedTable;
  job_run: JobRunTable;
  audit: AuditTable;
  note: NoteTable;
  retention_policy: RetentionPolicyTable;
  retention_plan: RetentionPlanTable;
  retention_plan_tag: RetentionPlanTagTable;
  account: AccountTable;
  group_member: GroupMemberTable;
  access_rule: AccessRuleTable;
  access_token: AccessTokenTable;
  refresh_token: RefreshTokenTable;
  session: SessionTable;
  signing_key: SigningKeyTable;
  oidc_identity: OidcIdentityTable;
  repository_figure: RepositoryFigureTable;
  repository_day: RepositoryDayTable;
  registry_day: RegistryDayTable;
  star: StarTable;
  quota: QuotaTable;
  quota_namespace: QuotaNamespaceTable;
  quota_repository: QuotaRepositoryTable;
  quota_member: QuotaMemberTable;
  quota_arrival: QuotaArrivalTable;
  quota_named: QuotaNamedView;
}
