/**
 * The options of {@link ws}: those of the package
 * {@link https://github.com/websockets/ws/blob/master/doc/ws.md#new-websocketaddress-protocols-options | ws}, which
 * passes those about connections and TLS on to Node. The types do not use those of Node, so browser code compiles
 * without them.
 */
export interface WsOptions {
  /** Headers of the upgrade. The client's own `headers` win. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly origin?: string | undefined;
  /** Compression: on or off, or the settings of `ws`. */
  readonly perMessageDeflate?: boolean | object | undefined;
  /** The largest message to receive, in bytes. A larger one ends the connection with 1009. */
  readonly maxPayload?: number | undefined;
  readonly maxBufferedChunks?: number | undefined;
  readonly maxFragments?: number | undefined;
  readonly handshakeTimeout?: number | undefined;
  readonly closeTimeout?: number | undefined;
  readonly followRedirects?: boolean | undefined;
  readonly maxRedirects?: number | undefined;
  readonly autoPong?: boolean | undefined;
  readonly allowSynchronousEvents?: boolean | undefined;
  readonly skipUTF8Validation?: boolean | undefined;
  readonly protocol?: string | undefined;
  readonly protocolVersion?: number | undefined;
  readonly generateMask?: ((mask: never) => void) | undefined;
  readonly finishRequest?: ((request: never, socket: never) => void) | undefined;

  /** An `http.Agent` or `https.Agent`, such as one for a proxy. */
  readonly agent?: object | undefined;
  readonly createConnection?: ((...args: never[]) => unknown) | undefined;
  readonly lookup?: ((...args: never[]) => unknown) | undefined;
  readonly auth?: string | null | undefined;
  readonly host?: string | undefined;
  readonly family?: number | undefined;
  readonly localAddress?: string | undefined;

  /** Keys and certificates are PEM text, or bytes. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  readonly cert?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  readonly crl?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  readonly key?: string | Uint8Array | readonly (string | object)[] | undefined;
  readonly pfx?: string | Uint8Array | readonly (string | object)[] | undefined;
  readonly passphrase?: string | undefined;
  readonly servername?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
  readonly checkServerIdentity?: ((servername: string, certificate: never) => unknown) | undefined;
  readonly minVersion?: string | undefined;
  readonly maxVersion?: string | undefined;
  readonly ciphers?: string | undefined;
  readonly sigalgs?: string | undefined;
  readonly ecdhCurve?: string | undefined;
  readonly dhparam?: string | Uint8Array | undefined;
  readonly honorCipherOrder?: boolean | undefined;
  readonly allowPartialTrustChain?: boolean | undefined;
  readonly secureOptions?: number | undefined;
  readonly secureProtocol?: string | undefined;
  readonly sessionIdContext?: string | undefined;
  readonly sessionTimeout?: number | undefined;
  readonly ticketKeys?: Uint8Array | undefined;
  readonly clientCertEngine?: string | undefined;
  readonly privateKeyEngine?: string | undefined;
  readonly privateKeyIdentifier?: string | undefined;
  readonly ALPNCallback?: ((options: never) => string | undefined) | undefined;
}
