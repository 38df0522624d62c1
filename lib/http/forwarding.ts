import { AddressSet } from './address';
import type { Exchange } from './exchange';
import { headerValues } from './hops';
import { isTrustedPeer, type SeenClient, seeClient, type Trust } from './seen-client';

/** The settings of `server` that say what stands in front. */
interface ForwardingSettings {
  publicUrl: string | undefined;
  trustedProxies: ConstructorParameters<typeof AddressSet>[0];
  proxyHeaders: Trust['headers'];
}

/** What the server knows of the proxies in front of it: who really asks, and under which address it is reached. */
export class Forwarding {
  private readonly publicUrl: string | undefined;
  private readonly trust: Trust;
  /** Each exchange is asked about several times. */
  private readonly seen = new WeakMap<Exchange, SeenClient>();

  constructor({ publicUrl, trustedProxies, proxyHeaders }: ForwardingSettings) {
    this.publicUrl = publicUrl;
    this.trust = { proxies: new AddressSet(trustedProxies), headers: proxyHeaders };
  }

  /** Who sent a request, and how it reached the outermost trusted proxy. */
  client(exchange: Exchange): SeenClient {
    const known = this.seen.get(exchange);
    if (known) return known;
    const client = seeClient(exchange.peer, exchange.request.rawHeaders, this.trust);
    this.seen.set(exchange, client);
    return client;
  }

  /**
   * The origin under which the client of a request reaches this server, as `https://registry.example.com`: the setting
   * `server.publicUrl`; without it the scheme and the host that the client used, as trusted proxies tell; without a
   * host that could stand in a URL, the address at which the connection came in. Only this may go into a URL that is
   * sent to a client.
   */
  publicOrigin(exchange: Exchange): string {
    if (this.publicUrl !== undefined) return this.publicUrl;
    const { scheme, host } = this.client(exchange);
    return new URL(`${scheme}://${host}`).origin;
  }

  /** What the server sees of a request, for whoever looks for what is wrong in front of it. */
  report(exchange: Exchange) {
    const { peer, request } = exchange;
    const { address, scheme, host } = this.client(exchange);
    return {
      origin: this.publicOrigin(exchange),
      publicUrl: this.publicUrl ?? null,
      client: {
        address: address ?? null,
        scheme,
        host,
        isTrusted: address !== undefined && this.trust.proxies.has(address),
      },
      connection: {
        isTrusted: isTrustedPeer(peer, this.trust.proxies),
        isEncrypted: peer.isEncrypted,
        headers: proxyHeaders.filter((name) => headerValues(request.rawHeaders, name).length > 0),
        reads: this.trust.headers,
      },
    };
  }
}

const proxyHeaders = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded'];
