import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FileEntry, fileContent } from '@/lib/dashboard/files/file-contracts';
import { tarOf } from '@/lib/layers/testing/tar-builder';
import { password } from './testing/api-server';
import { app, base, FileServer, file, queryOf } from './testing/file-server';

let served: FileServer;
beforeAll(async () => {
  served = await FileServer.start();
});
afterAll(() => served.api.close());

describe('a look into a file', () => {
  it('shows text, and the first bytes of anything else', async () => {
    const look = async (entry: FileEntry) => {
      const { json } = await served.api.ask(
        served.pathOf(served.digests.image, `files/content?${queryOf(entry)}`),
        {
          as: 'alice',
        },
      );
      return fileContent.parse(json);
    };
    expect(await look(await served.entryIn('etc', 'hosts'))).toMatchObject({
      name: 'hosts',
      path: 'etc/hosts',
      form: 'text',
      text: 'changed\n',
      hex: null,
      isTruncated: false,
    });
    expect(await look(await served.entryIn('bin', 'alias'))).toMatchObject({
      form: 'binary',
      kind: 'ELF',
      text: null,
      hex: '7f454c460001',
      bytes: 6,
    });
    // What is not there in the end can be looked at all the same.
    expect(await look(await served.entryIn('etc', 'old'))).toMatchObject({ text: 'o'.repeat(100) });
  });

  it('stops after a mebibyte of text, at the end of a character, and after 4 KiB of anything else', async () => {
    const text = `${'a'.repeat(2 ** 20 - 1)}ä and more`;
    const bytes = gzipSync(tarOf([file('text', text), file('bytes', '\0'.repeat(9_000))]));
    const { manifest, layers } = await served.push(app, [{ bytes }], 'long');
    await served.ready(manifest);
    const look = async (entry: number) =>
      fileContent.parse(
        (
          await served.api.ask(served.pathOf(manifest, `files/content?layer=${layers[0]}&entry=${entry}`), {
            as: 'alice',
          })
        ).json,
      );
    expect(await look(0)).toMatchObject({ form: 'text', text: 'a'.repeat(2 ** 20 - 1), isTruncated: true });
    expect(await look(1)).toMatchObject({ form: 'binary', hex: '00'.repeat(4_096), isTruncated: true });
  });

  it('is not given of what has no content', async () => {
    const folder = await served.entryIn('', 'etc');
    for (const query of [
      queryOf(folder),
      queryOf(await served.entryIn('bin', 'sh')),
      `layer=${served.digests.base}&entry=99`,
      `layer=${served.digests.config}&entry=0`,
      'layer=nonsense&entry=0',
    ]) {
      const { status } = await served.api.ask(served.pathOf(served.digests.image, `files/content?${query}`), {
        as: 'alice',
      });
      expect(status, query).toBe(404);
    }
    const { status } = await served.api.ask(
      served.pathOf(served.digests.image, 'files/content?layer=x&entry=-1'),
      {
        as: 'alice',
      },
    );
    expect(status).toBe(400);
  });

  it('is given ten times a second to one identity, and another one is not held up by that', async () => {
    const entry = queryOf(await served.entryIn('etc', 'hosts'));
    const asked = await Promise.all(
      Array.from({ length: 40 }, () =>
        served.api.ask(served.pathOf(served.digests.image, `files/content?${entry}`), { as: 'carol' }),
      ),
    );
    const statuses = new Set(asked.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 429]);
    expect(asked.find(({ status }) => status === 429)?.json.error).toMatchObject({ code: 'busy' });
    const other = await served.api.ask(served.pathOf(served.digests.image, `files/content?${entry}`), {
      as: 'root',
    });
    expect(other.status).toBe(200);
  });
});

describe('what is saved', () => {
  it('is a file as it is in the layer, which no browser shows', async () => {
    const { status, headers, bytes } = await served.download(
      `files/download?${queryOf(await served.entryIn('', 'page.html'))}`,
    );
    expect([status, bytes.toString()]).toEqual([200, '<script>alert(1)</script>']);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('content-disposition')).toBe('attachment; filename="page.html"');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('content-length')).toBe('25');
    const turned = await served.download(
      `files/download?${queryOf(await served.entryIn('', 'name\\u{202e}'))}`,
    );
    expect(turned.headers.get('content-disposition')).toBe('attachment; filename="name_u{202e}"');
  });

  it('is a whole layer, a config, or a part of either', async () => {
    const layer = await served.download(`blobs/download?digest=${served.digests.base}`);
    expect([layer.status, layer.bytes.equals(base)]).toEqual([200, true]);
    const short = served.digests.base?.slice(7, 19);
    expect(layer.headers.get('content-disposition')).toBe(`attachment; filename="team-app-${short}.tar.gz"`);
    expect(layer.headers.get('content-security-policy')).toContain('sandbox');
    const config = await served.download(`blobs/download?digest=${served.digests.config}`);
    expect(JSON.parse(String(config.bytes))).toMatchObject({ os: 'linux' });
    expect(config.headers.get('content-disposition')).toMatch(/\.json"$/);
    const part = await served.download(`blobs/download?digest=${served.digests.base}`, {
      Range: 'bytes=2-5',
    });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 2-5/${base.length}`]);
    expect(part.bytes).toEqual(base.subarray(2, 6));
    const none = await served.download(`blobs/download?digest=${served.digests.base}`, {
      Range: 'bytes=999999-',
    });
    expect([none.status, none.headers.get('content-range')]).toEqual([416, `bytes */${base.length}`]);
  });

  it('has the name that an annotation gives it, without what is unsafe in it', async () => {
    const titled = (title: string) => ({ 'org.opencontainers.image.title': title });
    const { manifest, layers } = await served.push(app, [
      { bytes: Buffer.from('one'), annotations: titled('report.pdf') },
      { bytes: Buffer.from('two'), annotations: titled('../../.ssh/"authorized"_ä\r\nX: y') },
    ]);
    const names = [];
    for (const layer of layers) {
      const answer = await served.download(`blobs/download?digest=${layer}`, {}, manifest);
      names.push(answer.headers.get('content-disposition'));
    }
    expect(names).toEqual([
      'attachment; filename="report.pdf"',
      `attachment; filename="_authorized_____X_ y"; filename*=UTF-8''_authorized__%C3%A4__X_%20y`,
    ]);
  });

  it('takes no place of others any more when its client has left', async () => {
    const bytes = gzipSync(tarOf([file('large', 'large '.repeat(5_000_000))]));
    const { manifest, layers } = await served.push(app, [{ bytes }], 'large');
    await served.ready(manifest);
    const target = served.pathOf(manifest, `files/download?layer=${layers[0]}&entry=0`);
    for (let left = 0; left < 6; left++) {
      await expect.poll(() => served.api.server.layers.isBusy).toBe(false);
      const leaving = new AbortController();
      const answer = await fetch(`http://127.0.0.1:${served.api.port}${target}`, {
        headers: { Authorization: `Basic ${btoa(`root:${password}`)}` },
        signal: leaving.signal,
      });
      expect(answer.status).toBe(200);
      expect((await answer.body?.getReader().read())?.done).toBe(false);
      leaving.abort();
    }
    await expect.poll(() => served.api.server.layers.isBusy).toBe(false);
    const whole = await served.download(`files/download?layer=${layers[0]}&entry=0`, {}, manifest);
    expect([whole.status, whole.bytes.length]).toEqual([200, 30_000_000]);
  });
});
