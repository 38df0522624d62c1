/** What commands print, by their names: taken from a real registry. Long lists are cut where `…` stands. */
export const examples: Record<string, string> = {
  audit: `
$ npx cyberdock audit --limit 2
TIME                      ACTOR         ADDRESS    ACTION         REPOSITORY  REFERENCE            RESULT
2026-11-26T20:27:38.913Z  command line             check.run                                       ok
2026-11-26T20:27:32.919Z  anonymous     127.0.0.1  manifest.push  team/app    latest               ok`,
  backup: `
$ npx cyberdock backup --copy /mnt/backup/cyberdock
/mnt/backup/cyberdock/2026-11-26T20-41-25.950Z
3 repositories, 4 tags, 5 manifests, 10 blobs, 6.0 MiB, in 0.105 s
11 files copied (6.0 MiB), each compared with its digest; the others are links to the backup before.`,
  check: `
$ npx cyberdock check
error: quarantined-content: repositories/team/app/blobs/sha256:afc40032…
  Pulling the blob answers 404: it was found corrupt and is in quarantine.
  To mend it: cyberdock repair brings back an intact copy if there is one; else push it again.
1 errors, 0 warnings, 0 for information: 1 quarantined-content.`,
  'config check': `
$ npx cyberdock config check
The configuration is valid.`,
  doctor: `
$ npx cyberdock doctor https://registry.example.com
well: the certificate
well: reaching the registry and signing in
well: what CyberDock learns of clients
well: beginning a push
well: clients that ask before they send
fault: size-limit: the proxy limits the size of what is pushed
  a body of 2 MiB is answered with 413, "<html> <head><title>413 Request Entity Too Large</title></head> …"
  To mend it: take the limit away (nginx: client_max_body_size 0; Apache: LimitRequestBody 0; …
…
well: transfers that pause
1 fault.`,
  'gc plan': `
$ npx cyberdock gc plan
REPOSITORY  BLOBS THAT GO  MANIFESTS  COMES FREE  WAITING
team/app                0          0         0 B        2

1 of 1 repositories looked at; the others did not change since the last run.
Would come free: 0 B.
Waiting for their time: 2, 2.0 MiB.
The pool was not looked through: that is done once a day, and with --full.`,
  'gc run': `
$ npx cyberdock gc run
REPOSITORY  BLOBS TAKEN  MANIFESTS     FREED  WAITING
team/big              2          0  30.0 MiB        0

4 of 4 repositories looked at; the others did not change since the last run.
Taken: 2 blobs that no manifest names, 30.0 MiB.
Freed: 30.0 MiB.
The pool was not looked through: that is done once a day, and with --full.`,
  'history show': `
$ npx cyberdock history team/app:latest
AT                        TAG     FROM                 TO                   WHY   WHO        ADDRESS    CLIENT
2026-11-26T20:27:32.906Z  latest  sha256:c05a6f2aab18  sha256:71874df5582f  push  anonymous  127.0.0.1  skopeo/1.9.3
2026-11-26T20:27:31.559Z  latest  -                    sha256:c05a6f2aab18  push  anonymous  127.0.0.1  skopeo/1.9.3

Pull a tag as it was: team/app:latest.at.20261126T202732Z`,
  'history rollback': `
$ npx cyberdock history rollback team/app:latest --at 2026-11-26T20:27:33Z
team/app:latest points to sha256:71874df5…, before to sha256:e64ba511….`,
  'quota list': `
$ npx cyberdock quota list
Namespace     Counts     Quota  Repositories  Quota  Set by
ci-nightly   9.6 GiB  10.0 GiB             3      -  access.quotas[0]
team-a      41.2 GiB  80.0 GiB            12    200  cyberdock quota set team-a`,
  'quota set': `
$ npx cyberdock quota set team-a --bytes 80GiB --repositories 200
Namespace    Counts     Quota  Repositories  Quota  Set by
team-a     41.2 GiB  80.0 GiB            12    200  cyberdock quota set team-a`,
  repair: `
$ npx cyberdock repair --deep --from /mnt/backup/cyberdock/2026-11-26T20-41-25.950Z --yes
mended: corrupt-blob: pool/sha256/af/afc40032…: brought back from /mnt/backup/cyberdock/2026-11-26T20-41-25.950Z/pool/sha256/af/afc40032…
1 mended, 0 left.`,
  restore: `
$ npx cyberdock restore /mnt/backup/cyberdock/2026-11-26T20-32-12.989Z /srv/cyberdock-restored
/srv/cyberdock-restored is ready: 2 repositories, 3 tags, 4 manifests, 8 blobs, 6.0 MiB`,
  scrub: `
$ npx cyberdock scrub --now
corrupt, in quarantine now: pool/sha256/af/afc40032…: no intact copy: push it again
11 files read (6.0 MiB), 9 read before; 1 corrupt, 0 unreadable.`,
  'trash add': `
$ npx cyberdock trash add team/app:v1
team/app:v1 was deleted; "cyberdock trash list" shows how to restore it.`,
  'trash list': `
$ npx cyberdock trash list
ID                                 DELETED              EXPIRES IN  WHAT                                  SIZE  BY
0mwy0b1om-0mx80e0cm-a5cb1f-4f9987  2026-11-26T20:30:10  6d23h59m    team/web, all of it: 1 tag         2.0 MiB  root (delete)
0mwy0axos-0mx80dwcs-e46f7d-5ea548  2026-11-26T20:30:05  6d23h59m    team/app@sha256:c05a6f2aab18 (v2)  2.0 MiB  root (delete)
2 entries in all; to empty the trash would free 2.0 MiB.`,
  'trash purge': `
$ npx cyberdock trash purge --all
this would let 2 entries go for good and free 2.0 MiB: add --yes to do it`,
  'trash restore': `
$ npx cyberdock trash restore 0mwy0b1om-0mx80e0cm-a5cb1f-4f9987
team/web: 1 manifest and 2 blobs are back.
latest: restored.`,
  usage: `
$ npx cyberdock usage
Repository    Logical     Unique   Shared  Blobs  Manifests  Tags
team/big    120.0 MiB  120.0 MiB      0 B      8          4     4
…

In all              Size
Logical        130.0 MiB  What all 4 repositories hold: 18 blobs and 9 manifests under 8 tags.
Physical       126.0 MiB  What that takes on disk: a file that several repositories hold counts once.
Saved            4.0 MiB  What is saved because repositories share blobs.
Reclaimable          0 B  Of the physical, 0 blobs that no manifest names: collection frees them; …
Trash                0 B  What only the trash holds: 0 deletions can be taken back.
…`,
};
