import path from 'node:path';
import Database from 'libsql';

/** Takes the list of repositories away from a running server, as a damaged disk would, until `restore`. */
export function hideListing(root: string): { restore: () => void } {
  const database = new Database(path.join(root, 'cyberdock.db'));
  database.exec('ALTER TABLE folder RENAME TO folder_hidden');
  return {
    restore: () => {
      database.exec('ALTER TABLE folder_hidden RENAME TO folder');
      database.close();
    },
  };
}
