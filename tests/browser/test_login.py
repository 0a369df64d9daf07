"""The certificate login in a real browser with the real helper: every state of the page, and where the PIN goes."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from ca_auth import messages
from ca_auth.models import LoginAttempt, LoginSession
from ca_auth.softkey.client import AgentClient
from ca_auth.softkey.server import AgentServer
from tests.plugins.auth import DemoPki
from tests.plugins.browser import check_accessibility, check_no_overflow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.ca_auth.urls"),
]
PIN = "7391-geheim"
STATUS = "[data-status]"


@pytest.fixture
def keys(demo_pki: DemoPki, tmp_path: Path) -> Path:
    """A key store of this test's own, with one key."""
    store = tmp_path / "keys"
    store.mkdir(mode=0o700)
    _insert(demo_pki, store, "ec-sign")
    return store


def _insert(pki: DemoPki, store: Path, key_id: str) -> None:
    shutil.copy(pki.directory / pki.key(key_id)["file"], store)


class Helper:
    """The certificate helper on this computer; it can be started late."""

    def __init__(self, store: Path, origin: str) -> None:
        self.server = AgentServer(store, origins=[origin], port=0)
        self.address, self.origin = self.server.address, origin
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> "Helper":
        self.thread.start()
        return self

    def client(self) -> AgentClient:
        return AgentClient(self.address, self.origin)


@pytest.fixture
def helper(keys: Path, live_server, settings, trusted_pki) -> Iterator[Helper]:
    settings.PORTAL_ORIGINS = [live_server.url]
    helper = Helper(keys, live_server.url).start()
    helper.client().change_pin("ec-sign", "123456", PIN)
    _announce(settings, [helper.address])
    yield helper
    helper.server.shutdown()
    helper.server.server_close()


def _announce(settings, addresses: list[str]) -> None:
    settings.AGENT_URLS = addresses
    policy = settings.CONTENT_SECURITY_POLICY
    settings.CONTENT_SECURITY_POLICY = {
        **policy,
        "DIRECTIVES": {**policy["DIRECTIVES"], "connect-src": ["'self'", *addresses]},
    }


@pytest.fixture
def login_page(page: Page, live_server) -> Callable[..., Page]:
    def open_page(query: str = "") -> Page:
        page.goto(f"{live_server.url}/auth/{query}")
        return page

    return open_page


def state(page: Page, name: str, text: str = "") -> None:
    expect(page.locator("body")).to_have_attribute("data-state", name)
    if text:
        expect(page.locator(STATUS)).to_have_text(text)


def type_pin(page: Page, pin: str = PIN) -> None:
    page.get_by_label("证书密码").fill(pin)
    page.get_by_role("button", name="登录", exact=True).click()


def held(page: Page, pattern: str) -> list[Route]:
    """Calls to ``pattern`` wait until the test lets them go on."""
    waiting: list[Route] = []
    page.route(pattern, lambda route: waiting.append(route))
    return waiting


def release(page: Page, waiting: list[Route]) -> None:
    for _ in range(100):
        if waiting:
            return waiting.pop().continue_()
        page.wait_for_timeout(50)
    raise AssertionError("the call never came")


def test_ready_signing_verifying_ok(helper, login_page, page, trusted_pki, live_server):
    trusted_pki.enterprise("ec-sign")
    sign, verify = held(page, "**/v1/sign-login"), held(page, "**/auth/cert/verify**")
    login_page("?next=/desk/")
    state(page, "ready", "已识别数字证书，请输入证书密码")
    expect(page.get_by_text("上海证书测试ec有限公司", exact=True)).to_be_visible()
    expect(page.get_by_text("还可尝试 6 次")).to_be_visible()
    type_pin(page)
    state(page, "signing", "正在签名…")
    # cleared before anything was awaited, and never part of a form
    assert page.locator("#pin").input_value() == ""
    assert page.locator("#pin").get_attribute("name") is None
    release(page, sign)
    state(page, "verifying", "正在核验身份…")
    release(page, verify)
    page.wait_for_url(f"{live_server.url}/desk/")
    assert LoginSession.objects.live().get().identity.enterprise.uscc == trusted_pki.key("ec-sign")["uscc"]


def test_the_states_of_a_login_in_their_order(helper, login_page, page, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    seen = []
    page.expose_function("noteState", lambda name, text: seen.append((name, text)))
    page.add_init_script(
        """addEventListener('DOMContentLoaded', () => new MutationObserver(() => queueMicrotask(() =>
          noteState(document.body.dataset.state, document.querySelector('[data-status]').textContent)))
          .observe(document.body, { attributeFilter: ['data-state'] }))"""
    )
    login_page()
    type_pin(page)
    page.wait_for_url("**/desk/")
    assert seen == [
        ("ready", "已识别数字证书，请输入证书密码"),
        ("signing", "正在签名…"),
        ("verifying", "正在核验身份…"),
        ("ok", "登录成功，正在进入系统…"),
    ]


def test_t30_the_pin_never_reaches_the_portal(helper, login_page, page, live_server, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    to_portal, to_helper = [], []

    def note(request):
        bucket = to_portal if request.url.startswith(live_server.url) else to_helper
        bucket.append(f"{request.url} {request.headers} {request.post_data or ''}")

    page.on("request", note)
    login_page()
    type_pin(page)
    page.wait_for_url("**/desk/")
    assert any(PIN in text for text in to_helper)
    assert len(to_portal) > 3
    assert not any(PIN in text for text in to_portal)


def test_probing_is_shown_while_the_helper_thinks(helper, login_page, page):
    waiting = held(page, "**/v1/status")
    login_page()
    state(page, "probing", "正在检测数字证书驱动…")
    assert page.locator("#pin").is_disabled()
    release(page, waiting)
    state(page, "ready")


def test_missing_leads_to_the_download_and_detects_again(keys, login_page, page, live_server, settings, trusted_pki):
    settings.PORTAL_ORIGINS = [live_server.url]
    helper = Helper(keys, live_server.url)
    _announce(settings, [helper.address])
    page.expected.append("/v1/status")
    page.route("**/v1/status", lambda route: route.abort("connectionrefused"))
    login_page()
    state(page, "missing", "未检测到数字证书驱动，请下载并安装数字证书管理器后重新检测")
    assert page.get_by_role("link", name="下载数字证书管理器").get_attribute("href") == "/help/driver/"
    check_accessibility(page)
    page.unroute("**/v1/status")
    helper.start()
    page.get_by_role("button", name="重新检测").click()
    state(page, "ready")
    helper.server.shutdown()
    helper.server.server_close()


def test_outdated(helper, login_page, page):
    page.route(
        "**/v1/status",
        lambda route: route.fulfill(
            json={"protocol": "ca-agent/0", "version": "0.9"}, headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    login_page()
    state(page, "outdated", "数字证书管理器版本过低，请下载并安装新版本后重新检测")
    expect(page.get_by_role("link", name="下载数字证书管理器")).to_be_visible()


PERMISSION = """(() => {
  window.__permission = '%s';
  const own = navigator.permissions.query.bind(navigator.permissions);
  navigator.permissions.query = (wanted) => wanted.name.includes('network')
    ? Promise.resolve({ state: window.__permission }) : own(wanted);
  const has = Set.prototype.has;
  Set.prototype.has = function (name) { return name !== location.hostname && has.call(this, name); };
})();"""


def public_site(page: Page, permission: str) -> None:
    """The page believes it is on a public host (only there a permission is needed) and gets this answer."""
    page.add_init_script(PERMISSION % permission)


def test_ask_waits_for_a_click(helper, login_page, page):
    public_site(page, "prompt")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/" in request.url else None)
    login_page()
    state(page, "ask", "浏览器将询问是否允许访问本机证书程序，请选择“允许”")
    assert asked == []
    page.get_by_role("button", name="开始检测").click()
    state(page, "ready")


def test_missing_on_a_public_site_also_tells_about_the_permission(helper, login_page, page):
    public_site(page, "prompt")
    page.expected.append("/v1/status")
    page.route("**/v1/status", lambda route: route.abort("connectionrefused"))
    login_page()
    page.get_by_role("button", name="开始检测").click()
    state(page, "missing")
    expect(page.locator("[data-permission-hint]")).to_be_visible()


def test_blocked_until_the_permission_is_given(helper, login_page, page):
    public_site(page, "denied")
    login_page()
    state(page, "blocked")
    expect(page.locator(STATUS)).to_contain_text("浏览器已禁止本站访问本机程序")
    page.evaluate("() => { window.__permission = 'granted'; }")
    page.get_by_role("button", name="重新检测").click()
    state(page, "ready")


def test_nokey_finds_the_key_when_it_is_put_in_and_when_it_is_pulled_out(helper, login_page, page, keys, tmp_path):
    pulled = shutil.move(keys / "ec-sign.json", tmp_path / "pulled.json")
    login_page()
    state(page, "nokey", "未检测到数字证书，请插入证书")
    expect(page.get_by_role("button", name="重新检测")).to_be_visible()
    shutil.move(pulled, keys / "ec-sign.json")
    state(page, "ready")
    shutil.move(keys / "ec-sign.json", pulled)
    state(page, "nokey")


def test_a_key_pulled_out_before_the_click_is_noticed(helper, login_page, page, keys):
    login_page()
    state(page, "ready")
    page.get_by_label("证书密码").fill(PIN)
    (keys / "ec-sign.json").unlink()
    page.get_by_role("button", name="登录", exact=True).click()
    state(page, "nokey")


def test_pin_incorrect_counts_down_to_pin_locked(helper, login_page, page, trusted_pki):
    trusted_pki.enterprise("ec-sign")
    page.expected += ["/v1/sign-login"]
    login_page()
    for left in (5, 4, 3, 2, 1):
        type_pin(page, "000000")
        state(page, "pin_incorrect", f"证书密码不正确，还可尝试 {left} 次")
    check_accessibility(page)
    type_pin(page, "000000")
    state(page, "pin_locked", "证书密码已锁定，请携带证书到服务网点解锁")
    assert page.get_by_role("link", name="查看解锁办法").get_attribute("href") == "/help/driver/#locked"
    page.reload()
    state(page, "pin_locked")
    assert not LoginAttempt.objects.exists()


def test_a_pin_of_the_wrong_length_costs_no_try(helper, login_page, page):
    login_page()
    state(page, "ready")
    type_pin(page, "123")
    state(page, "pin_incorrect", "证书密码为 6 至 16 位")
    assert helper.client().list_keys()[0]["retries_left"] == 6


def test_rejected_says_why_and_lets_try_again(helper, login_page, page, trusted_pki):
    page.expected += ["/auth/cert/verify"]
    login_page()
    type_pin(page)
    state(page, "rejected", messages.REFUSALS["not_registered"])
    check_accessibility(page)
    trusted_pki.enterprise("ec-sign")
    type_pin(page)
    page.wait_for_url("**/desk/")


def test_several_keys_are_offered_without_the_encryption_ones(helper, login_page, page, keys, demo_pki):
    for key_id in ("rsa-sign", "ec-encrypt"):
        _insert(demo_pki, keys, key_id)
    login_page()
    state(page, "ready")
    chooser = page.get_by_label("选择证书")
    assert chooser.locator("option").count() == 2
    chooser.select_option("rsa-sign")
    expect(page.locator("[data-key-name]")).to_have_text("上海证书测试rsa有限公司")


@pytest.mark.parametrize("path", ["/auth/", "/help/driver/", "/internal/login/"])
def test_pages_are_accessible_and_fit(helper, page, live_server, path):
    page.goto(live_server.url + path)
    if path == "/auth/":
        state(page, "ready")
    check_accessibility(page)
    for width in (1440, 720, 390):
        page.set_viewport_size({"width": width, "height": 800})
        check_no_overflow(page)


def test_signing_a_submission_uses_the_same_helper(helper, page, live_server, trusted_pki):
    """What the dialog of 上报 calls: a challenge under the content's hash, signed by the key."""
    trusted_pki.enterprise("ec-sign")
    page.goto(f"{live_server.url}/auth/")
    state(page, "ready")
    token = page.evaluate(
        """async ([url, pin]) => {
          const { signSubmission, signingKeys } = await import('/static/ca_auth/sign.mjs');
          const [key] = await signingKeys([url]);
          return signSubmission({ digest: 'ab'.repeat(32), keyId: key.key_id, pin, agentUrls: [url] });
        }""",
        [helper.address, PIN],
    )
    assert token["format"] == "ca-auth:1"
    assert token["algorithm"] == "ES256"
