#!/usr/bin/env python3
"""Take the pictures of README.md and docs/guide/ from a running demo (scripts/run), with its own accounts.

    .venv/bin/python scripts/screenshots.py [--address http://127.0.0.1:8000] [NAME ...]

Nothing is filed, changed or left behind as a draft. DATA_DIR must be the demo's, because the accounts come from
`manage.py demo --json`. Give names to take only some of the pictures.
"""

import argparse
import io
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdf
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "guide" / "img"
SIZE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 780}
COLOURS, TALL = 96, 2400
NO_DRAFTS = """const own = window.fetch;
window.fetch = (url, ...rest) =>
  String(url).endsWith("/draft/") ? Promise.resolve(new Response(null, { status: 204 })) : own(url, ...rest);"""
TOTP_SECONDS = 30


@dataclass
class Shooter:
    """One signed-in window and where its pictures go."""

    page: Page
    address: str
    wanted: set[str]

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.page.locator("html[data-ready]").wait_for()
        self.page.wait_for_timeout(150)

    def shoot(self, name: str, what: Locator | None = None) -> None:
        if self.wanted and name not in self.wanted:
            return
        # In a window of its own height: the sticky bars would lie across what is taller.
        height = TALL if what else self.page.viewport_size["height"]
        usual = self.page.viewport_size
        self.page.set_viewport_size({**usual, "height": height})
        data = what.screenshot() if what else self.page.screenshot()
        self.page.set_viewport_size(usual)
        picture = Image.open(io.BytesIO(data)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        picture.save(FOLDER / f"{name}.png", optimize=True)
        print(f"  {name}.png  {(FOLDER / f'{name}.png').stat().st_size // 1024} KB")

    def first_of(self, path: str, link: str = "#result .tbl .t") -> None:
        """Open a list and follow its first line."""
        self.go(path)
        self.page.locator(link).first.click()
        self.page.locator("html[data-ready]").wait_for()


def manage(*arguments: str) -> str:
    done = subprocess.run([sys.executable, ROOT / "manage.py", *arguments], capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.strip()


def window(browser: Browser, viewport: dict) -> BrowserContext:
    context = browser.new_context(
        locale="zh-CN", timezone_id="Asia/Shanghai", viewport=viewport, reduced_motion="reduce"
    )
    # What the pictures type is no draft of the demo's. A request that outlives its page cannot be routed.
    context.add_init_script(NO_DRAFTS)
    return context


def visitor_pictures(shooter: Shooter) -> None:
    shooter.go("/")
    shooter.shoot("front")
    shooter.page.route("**/v1/**", lambda route: route.abort())
    shooter.go("/auth/")
    shooter.page.locator("body[data-state=missing]").wait_for()
    shooter.shoot("login-missing", shooter.page.locator(".lgc"))
    shooter.page.unroute("**/v1/**")


def log_in(shooter: Shooter, account: dict) -> None:
    page = shooter.page
    shooter.go("/auth/")
    page.locator("body[data-state=ready]").wait_for()
    if page.get_by_label("选择证书").is_visible():
        page.get_by_label("选择证书").select_option(account["key_id"])
    shooter.shoot("login")
    page.get_by_label("证书密码").fill(account["pin"])
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk/")


def clerk_pictures(shooter: Shooter) -> None:
    page = shooter.page
    shooter.go("/desk/")
    shooter.shoot("desk")
    filled_from_declaration(shooter)
    shooter.go("/repair/projects/")
    shooter.shoot("list")
    page.get_by_text("更多条件").click()
    shooter.shoot("filter", page.locator(".filter"))
    shooter.go("/repair/declarations/new/")
    shooter.shoot("declaration-new")
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator(".errsum").wait_for()
    shooter.shoot("errors")
    shooter.first_of("/repair/projects/?status=saved")
    shooter.shoot("funding", page.locator("#funding"))
    shooter.shoot("buildings", page.locator("#buildings"))
    shooter.shoot("attachments", page.locator("#attachments"))
    page.get_by_role("button", name="上报", exact=True).click()
    page.locator("#submit-dialog option").first.wait_for(state="attached")
    page.wait_for_timeout(400)
    shooter.shoot("submit-dialog", page.locator("#submit-dialog"))
    shooter.first_of("/repair/projects/?status=returned")
    shooter.shoot("returned")
    page.locator("[data-focus]").first.click()
    page.mouse.move(0, 0)
    shooter.shoot("returned-field", page.locator(".fld:has(.fremark)").first)
    shooter.shoot("timeline", page.locator("section:has(> #timeline-title)"))
    shooter.go("/notices/")
    shooter.shoot("notices")


def filled_from_declaration(shooter: Shooter) -> None:
    """A new 项目信息报送 as it opens from the home page."""
    shooter.page.locator(".mtx").get_by_role("link", name="去填报").first.click()
    shooter.page.locator("html[data-ready]").wait_for()
    shooter.shoot("project-new")


def submitted_pictures(shooter: Shooter) -> None:
    """What a submitted record offers: receipt, closed acts with their reasons, print and its verification."""
    page = shooter.page
    shooter.first_of("/repair/projects/?status=submitted")
    shooter.shoot("detail")
    page.locator(".abar .why summary").first.click()
    shooter.shoot("closed", page.locator(".abar .why-pop").first)
    href = page.locator(".abar").get_by_role("link", name="打印").get_attribute("href")
    shooter.go(page.url.removeprefix(shooter.address) + "receipt/")
    shooter.shoot("receipt")
    pdf = page.context.request.get(shooter.address + href).body()
    text = "".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    number, code = re.search(r"W\d{13}", text)[0], re.search(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", text)[0]
    shooter.go(f"/verify/{number}/?code={code}")
    shooter.shoot("verify")
    print_picture(shooter, pdf)


def print_picture(shooter: Shooter, pdf: bytes) -> None:
    """The first page of the PDF, if poppler is there to draw it."""
    drawer = shutil.which("pdftoppm")
    if not drawer or (shooter.wanted and "print" not in shooter.wanted):
        return
    drawn = subprocess.run(  # noqa: S603
        [drawer, "-png", "-r", "70", "-f", "1", "-l", "1", "-"], input=pdf, capture_output=True, check=True
    )
    Image.open(io.BytesIO(drawn.stdout)).convert("L").quantize(16).save(FOLDER / "print.png", optimize=True)
    print("  print.png")


def log_in_as_staff(shooter: Shooter, account: dict) -> None:
    page = shooter.page
    shooter.go("/internal/login/")
    shooter.shoot("staff-login", page.locator(".lgc"))
    page.get_by_label("登录名").fill(account["login"])
    page.get_by_label("密码").fill(account["password"])
    page.locator(".lgc button").click()
    page.get_by_label("动态口令").fill(manage("demo_otp", account["login"]))
    shooter.shoot("staff-code", page.locator(".lgc"))
    page.locator(".lgc button").click()
    if page.get_by_role("alert").count():  # a code serves once: wait for the next
        time.sleep(TOTP_SECONDS)
        page.get_by_label("动态口令").fill(manage("demo_otp", account["login"]))
        page.locator(".lgc button").click()
    page.wait_for_url("**/internal/review/**")


def reviewer_pictures(shooter: Shooter) -> None:
    page = shooter.page
    shooter.go("/internal/review/?tab=open")
    shooter.shoot("inbox")
    page.locator(".tagchg").first.locator("xpath=ancestor::tr").locator(".t").click()
    page.locator("html[data-ready]").wait_for()
    shooter.shoot("review")
    row = page.locator("#row-site_address")
    row.locator(".rv-remark summary").click()
    row.locator("textarea").fill("请写明门牌号")
    shooter.shoot("remark", page.locator("section:has(#row-site_address)"))
    page.get_by_label("只看改动").check()
    shooter.shoot("only-changes")
    page.get_by_label("只看改动").uncheck()
    shooter.shoot("decision", page.locator("#decision"))
    shooter.shoot("findings", page.locator(".rv-files"))
    shooter.go("/internal/review/?tab=open")
    page.get_by_label("全选本页").check()
    shooter.shoot("batch", page.locator("#result"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    accounts = json.loads(manage("demo", "--json"))
    clerk = next(one for one in accounts if one["role"] == "实施单位" and one.get("state") == "good")
    reviewer = next(one for one in accounts if one["role"] == "区审核人员")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        run(browser, options, [(clerk, log_in, (clerk_pictures, submitted_pictures)),
                               (reviewer, log_in_as_staff, (reviewer_pictures,))])  # fmt: skip
        browser.close()
    print(f"{sum(one.stat().st_size for one in FOLDER.glob('*.png')) // 1024} KB in {FOLDER.relative_to(ROOT)}")


def run(browser: Browser, options, jobs: list[tuple[dict, Callable, tuple[Callable, ...]]]) -> None:
    def shooter() -> Shooter:
        return Shooter(window(browser, SIZE).new_page(), options.address.rstrip("/"), set(options.names))

    visitor_pictures(shooter())
    for account, enter, series in jobs:
        one = shooter()
        enter(one, account)
        for pictures in series:
            pictures(one)
        if "key_id" in account:
            one.page.set_viewport_size(PHONE)
            one.go("/desk/")
            one.shoot("desk-phone")


if __name__ == "__main__":
    main()
