import { type ConnectionReport, connectionReport } from '../connection-report';
import type { Fault } from '../finding';
import { shown, type Visit } from '../visit';

const path = '/api/v1/connection';

/** Whether the server knows under which address it is reached, and by whom, and believes only the proxy about it. */
export async function* checkWhoAsks(visit: Visit): AsyncGenerator<Fault> {
  const { client, url, realm } = visit;
  const answer = await client.request({ path });
  const report = parsed(answer.status, answer.body);
  const told = new Set<string>();
  if (report === undefined) {
    yield { code: 'pages-missing', detail: `GET ${path} is answered with ${shown(answer)}` };
  } else {
    for (const fault of faultsOf(report, url)) {
      told.add(fault.code);
      yield fault;
    }
    if (canBeForged(report, url)) yield* checkForging(visit, report);
  }
  // What a challenge names is what clients go to, whatever the server says of it.
  if (realm === undefined || realm.origin === url.origin || told.size > 0) return;
  const code = realm.protocol === url.protocol ? 'host-lost' : 'scheme-lost';
  yield { code, detail: `clients are sent to ${realm.origin} for a token, not to ${url.origin}` };
}

function* faultsOf(report: ConnectionReport, url: URL): Generator<Fault> {
  const { client, connection, publicUrl } = report;
  if (publicUrl !== null && publicUrl !== url.origin) {
    yield { code: 'public-url', detail: `it is ${publicUrl}` };
  }
  if (!connection.isTrusted && connection.headers.length > 0) {
    const detail = `${client.address} sends ${connection.headers.join(', ')}, and is not in server.trustedProxies`;
    yield { code: 'proxy-not-trusted', detail };
    return;
  }
  const expected =
    connection.reads === 'forwarded' ? ['forwarded'] : ['x-forwarded-for', 'x-forwarded-proto'];
  const others = connection.headers.filter(
    (name) => (name === 'forwarded') !== (connection.reads === 'forwarded'),
  );
  const ignored =
    others.length > 0 && !expected.some((name) => connection.headers.includes(name))
      ? `; the proxy sends ${others.join(', ')}, but server.proxyHeaders is ${connection.reads}`
      : '';
  const scheme = url.protocol.slice(0, -1);
  if (client.scheme !== scheme) {
    yield { code: 'scheme-lost', detail: `CyberDock takes ${url.origin} for ${client.scheme}${ignored}` };
  }
  if (new URL(`${scheme}://${client.host}`).host !== url.host) {
    yield { code: 'host-lost', detail: `CyberDock takes ${url.host} for ${client.host}${ignored}` };
  }
  const [addressHeader = ''] = expected;
  const isBehindProxy = connection.headers.length > 0 || (scheme === 'https' && !connection.isEncrypted);
  if (isBehindProxy && !connection.headers.includes(addressHeader)) {
    yield {
      code: 'client-address-lost',
      detail: `CyberDock takes this client for ${client.address}${ignored}`,
    };
  }
}

/** From this machine itself, without a proxy in between, one is a trusted proxy by default. */
function canBeForged({ connection }: ConnectionReport, url: URL): boolean {
  return connection.headers.length > 0 || (url.protocol === 'https:' && !connection.isEncrypted);
}

/** From the networks for documentation and the names for tests (RFC 5737, RFC 2606): nobody has them. */
const forged = { address: '192.0.2.123', host: 'forged.invalid' };

async function* checkForging({ client, url }: Visit, before: ConnectionReport): AsyncGenerator<Fault> {
  const scheme = url.protocol === 'https:' ? 'http' : 'https';
  const answer = await client.request({
    path,
    headers: {
      'X-Forwarded-For': forged.address,
      'X-Forwarded-Proto': scheme,
      'X-Forwarded-Host': forged.host,
      Forwarded: `for=${forged.address};proto=${scheme};host=${forged.host}`,
    },
  });
  const report = parsed(answer.status, answer.body);
  if (report === undefined) return;
  const said = [
    // A machine that is a trusted proxy itself may do that.
    !before.client.isTrusted && report.client.address === forged.address && 'its address',
    report.client.host === forged.host && 'the name it asked for',
    report.client.scheme !== before.client.scheme && 'whether it came over TLS',
  ].filter((part) => part !== false);
  if (said.length > 0)
    yield { code: 'client-can-pretend', detail: `a client can make up ${said.join(', ')}` };
}

function parsed(status: number, body: Buffer): ConnectionReport | undefined {
  if (status !== 200) return undefined;
  try {
    return connectionReport.parse(JSON.parse(String(body)));
  } catch {
    return undefined; // Something else answers at this path.
  }
}
