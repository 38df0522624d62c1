/** The repositories that somebody has starred; they go with the repository and with the account. SQL of the migration. */
export const starSchema = `
  CREATE TABLE star (
    account TEXT NOT NULL,
    repository TEXT NOT NULL,
    PRIMARY KEY (account, repository)
  ) WITHOUT ROWID;
  CREATE INDEX star_by_repository ON star (repository);
  CREATE TRIGGER star_goes AFTER DELETE ON folder BEGIN
    DELETE FROM star WHERE repository = OLD.path;
  END;
`;
