"""What people do on the pages, told once."""

import io

from django.urls import reverse
from django_otp.oath import totp
from PIL import Image
from playwright.sync_api import Page

from tests.factories_auth import PASSWORD
from tests.plugins.auth import totp_device

PIN = "123456"


def go(page: Page, path: str) -> Page:
    """Open a page and wait until its scripts have started."""
    page.goto(page.address + path)
    return ready(page)


def ready(page: Page) -> Page:
    page.locator("html[data-ready]").wait_for()
    return page


def address_of(filing, page: str = "edit", **extra) -> str:
    return filing.type.url(page, filing, **extra)


def fill_form(page: Page, data: dict) -> None:
    """Type values (as a browser posts them) into the controls of these names."""
    for name, value in data.items():
        control = page.locator(f"#filing [name='{name}']")
        kind = control.first.evaluate("e => e.readOnly ? 'readonly' : e.type")
        if kind in {"hidden", "readonly"}:
            continue
        if kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value] if value else []:
                page.locator(f"#filing [name='{name}'][value='{one}']").check()
        elif kind.startswith("select"):
            control.select_option(value)
        else:
            control.fill(value)


def picture(name: str = "材料.png", color: str = "white") -> dict:
    out = io.BytesIO()
    Image.new("RGB", (60, 60), color).save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


def upload(page: Page, slot: str, file: dict | None = None) -> None:
    page.set_input_files(f"#slot-{slot} input[type=file]", file or picture(f"{slot}.png"))
    name = file["name"] if file else f"{slot}.png"
    page.locator(f"#slot-{slot}").get_by_role("link", name=name, exact=True).wait_for()


def upload_required(page: Page) -> None:
    """A file into each slot that says 必传."""
    slots = page.locator(".slot.is-empty", has_text="必传").evaluate_all("all => all.map(one => one.id)")
    for slot in slots:
        upload(page, slot.removeprefix("slot-"))


def save(page: Page, says: str) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    page.locator(".notice", has_text=says).wait_for()
    ready(page)


def open_submit(page: Page):
    page.get_by_role("button", name="上报", exact=True).click()
    return page.locator("#submit-dialog")


def submit(page: Page, pin: str = PIN) -> None:
    """上报 with the key, up to the receipt."""
    dialog = open_submit(page)
    dialog.locator("option[value='ec-sign']").wait_for(state="attached")
    dialog.get_by_label("证书密码").fill(pin)
    dialog.get_by_role("button", name="签名并上报").click()
    page.wait_for_url("**/receipt/")
    ready(page)


def log_in_with_key(page: Page, pin: str = PIN) -> None:
    page.goto(page.address + "/auth/")
    page.locator("body[data-state=ready]").wait_for()
    page.get_by_label("证书密码").fill(pin)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/desk/")
    ready(page)


def log_in_as_staff(page: Page, identity) -> None:
    """Password, then the code of the authenticator."""
    device = totp_device(identity.account)
    page.goto(page.address + reverse("staff:login"))
    page.get_by_label("登录名").fill(identity.account.login_name)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button").click()
    page.get_by_label("动态口令").fill(f"{totp(device.bin_key):06d}")
    page.get_by_role("button").click()
    page.wait_for_url("**/internal/review/**")
    ready(page)


def open_case(page: Page, title: str, tab: str = "open") -> None:
    """A filing from the reviewers' inbox."""
    go(page, f"/internal/review/?tab={tab}")
    page.get_by_role("link", name=title, exact=True).click()
    page.locator("h1", has_text=title).wait_for()
    ready(page)


def decide(page: Page, decision: str, note: str = "") -> None:
    page.get_by_label(decision).check()
    if note:
        page.get_by_label("总体说明").fill(note)
    page.get_by_role("button", name="提交审核意见").click()
    page.get_by_text(f"已办理“{decision}”").wait_for()


def write_remark(page: Page, row: str, text: str) -> None:
    line = page.locator(f"#row-{row}")
    line.locator(".rv-remark summary").click()
    line.locator(".rv-remark textarea").fill(text)
    line.get_by_role("button", name="保存意见").click()
    line.get_by_text("本次意见").wait_for()
