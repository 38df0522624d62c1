/** That somebody has starred a repository: see `star-schema.ts`. */
export interface StarTable {
  account: string;
  repository: string;
}
