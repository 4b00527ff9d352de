"""Certificates are verified; a host that an order names, with a little more, and its pages say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.orders import OrderUnclear, read_orders
from kb.home import Home
from kb.state import Run
from tests.certificates import Signed, signed
from tests.crawling import Child, crawling_child, pages
from tests.hostile import QUIET, Hostile

HOST = "127.0.0.1"
CHAIN = (
    f'[[chain]]\nhost = "{HOST}"\nfile = "chain.pem"\nreason = "未发送中间证书（虚构）"\ndate = 2026-11-29\n'
)
LEGACY = f'[[legacy_tls]]\nhost = "{HOST}"\nreason = "密钥太短（虚构）"\ndate = 2026-11-29\n'
ROOT = signed("虚构根证书")
BETWEEN = signed("虚构中间证书", ROOT)


@pytest.fixture(scope="module")
def child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Child]:
    """A crawl on a machine that trusts ROOT and nobody else."""
    trusted = tmp_path_factory.mktemp("trust") / "roots.pem"
    trusted.write_bytes(ROOT.pem)
    with crawling_child(SSL_CERT_FILE=str(trusted)) as crawl:
        yield crawl


def crawl(child: Child, home: Home, certificate: Signed, orders: str = "", chain: bytes = BETWEEN.pem) -> Run:
    home.certificates.mkdir(parents=True, exist_ok=True)
    home.orders.write_text(orders, encoding="utf-8")
    (home.certificates / "chain.pem").write_bytes(chain)
    with Hostile(certificate=certificate.write(home.root / "server.pem")) as site:
        return child(home, site.base_url, "tests.hostile:QuietSpider")


def test_a_whole_chain_needs_no_order(child: Child, home: Home) -> None:
    run = crawl(child, home, signed("host", ROOT, address=HOST))
    assert (run.state, len(pages(home))) == ("ok", QUIET)
    assert {page.tls for page in pages(home)} == {None}


def test_a_host_without_its_intermediate_certificate_is_verified_with_the_one_of_the_order(
    child: Child, home: Home, tmp_path: Path
) -> None:
    host = signed("host", BETWEEN, address=HOST)
    refused = crawl(child, home, host)
    trusted = crawl(child, home, host, CHAIN)
    assert (refused.state, trusted.state) == ("failed", "ok")
    assert "certificate verify failed" in (refused.reason or "")
    assert {page.tls for page in pages(home)} == {
        "2026-11-29: intermediate from chain.pem: 未发送中间证书（虚构）"
    }


@pytest.mark.parametrize(
    ("certificate", "chain"),
    [
        (signed("host", BETWEEN, address="127.0.0.2"), BETWEEN.pem),
        (signed("host", address=HOST), BETWEEN.pem),
        (signed("host", BETWEEN, address=HOST), signed("another").pem),
    ],
    ids=["a wrong name", "signed by nobody", "another intermediate"],
)
def test_an_order_trusts_no_more_than_it_says(
    child: Child, home: Home, certificate: Signed, chain: bytes
) -> None:
    run = crawl(child, home, certificate, CHAIN + LEGACY, chain)
    assert (run.state, pages(home)) == ("failed", [])


def test_a_host_of_old_times_is_verified_by_the_rules_of_old_times(child: Child, home: Home) -> None:
    host = signed("host", ROOT, bits=1024, address=HOST)
    refused = crawl(child, home, host)
    trusted = crawl(child, home, host, LEGACY)
    assert (refused.state, trusted.state) == ("failed", "ok")
    assert {page.tls for page in pages(home)} == {"2026-11-29: legacy TLS: 密钥太短（虚构）"}


@pytest.mark.parametrize(
    ("file", "wrong"),
    [
        ("absent.pem", "chain 1: no file absent.pem in "),
        ("../outside.pem", "chain 1: no file ../outside.pem in "),
        ("empty.pem", "chain 1: empty.pem holds no certificate"),
    ],
)
def test_a_certificate_of_an_order_is_there_and_is_one(home: Home, file: str, wrong: str) -> None:
    home.certificates.mkdir(parents=True)
    (home.certificates / "empty.pem").write_bytes(b"")
    (home.root / "outside.pem").write_bytes(BETWEEN.pem)
    home.orders.write_text(CHAIN.replace("chain.pem", file), encoding="utf-8")
    with pytest.raises(OrderUnclear, match=wrong):
        read_orders(home)
