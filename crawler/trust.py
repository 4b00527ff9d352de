"""Whose certificate is trusted (信任): everybody's that can be verified, and of few hosts a little more.

crawl.toml names those hosts, each with its reason and day. A host that does not send its intermediate
certificate is still verified, with the one that the operator put beside the order; one whose TLS is of old
times (small keys, weak Diffie-Hellman, legacy renegotiation) is still verified, by the rules of old times.
Nothing is ever fetched from a host that cannot be verified. IPv6 is not used, so a broken AAAA does no harm.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from OpenSSL import SSL, crypto
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.internet._sslverify import IOpenSSLTrustRoot
from twisted.internet.ssl import AcceptableCiphers, optionsForClientTLS
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer

from crawler.orders import Orders, read_orders
from kb.home import Home, current_home

OLD_CIPHERS = "DEFAULT:@SECLEVEL=1"
LEGACY_SERVER_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT; pyOpenSSL has no name for it


@implementer(IOpenSSLTrustRoot)
class PlatformAnd:
    """The roots of this machine, and what a host needs beside them."""

    def __init__(self, chain: Path | None, *, legacy: bool) -> None:
        self._chain = _certificates(chain) if chain else ()
        self._legacy = legacy

    def _addCACertsToContext(self, context: SSL.Context) -> None:
        context.set_default_verify_paths()
        store = context.get_cert_store()
        for certificate in self._chain:
            if store is not None:
                store.add_cert(certificate)
        if self._legacy:
            context.set_options(LEGACY_SERVER_CONNECT)
            context.set_cipher_list(OLD_CIPHERS.encode())  # the level stays when Twisted sets the ciphers


def _certificates(path: Path) -> tuple[crypto.X509, ...]:
    """The certificates of a PEM file."""
    end = b"-----END CERTIFICATE-----"
    blocks = path.read_bytes().split(end)[:-1]
    return tuple(crypto.load_certificate(crypto.FILETYPE_PEM, block + end) for block in blocks)


def _old_ciphers() -> Any:
    return AcceptableCiphers.fromOpenSSLCipherString(OLD_CIPHERS)  # type: ignore[no-untyped-call]


@implementer(IPolicyForHTTPS)
class ByHost:
    """Scrapy's own policy, but for the hosts that an order names."""

    def __init__(self, usual: Any, home: Home, orders: Orders) -> None:
        self._usual = usual
        self._home = home
        self._orders = orders

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:
        host = hostname.decode("ascii")
        chain, legacy = self._orders.chain_of(host), self._orders.legacy_tls(host)
        if chain is None and legacy is None:
            return self._usual.creatorForNetloc(hostname, port)
        root: Any = PlatformAnd(
            self._home.certificates / chain.file if chain else None, legacy=legacy is not None
        )
        options: dict[str, Any] = {"fixBrokenPeers": True}
        if legacy:
            options["acceptableCiphers"] = _old_ciphers()
        return optionsForClientTLS(hostname=host, trustRoot=root, extraCertificateOptions=options)


class TrustHandler(HTTP11DownloadHandler):
    """Scrapy's handler for https, with the policy above."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        home = current_home()
        policy: Any = ByHost(self._contextFactory, home, read_orders(home))
        self._contextFactory = policy
