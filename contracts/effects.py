"""What 注销 does beside the event."""

from portal.filing import clock
from portal.notices import services as notices


def mark_cancelled(contract, act) -> None:
    contract.is_cancelled = True
    contract.cancelled_at = clock.now()
    contract.cancel_reason = act.note[:400]
    act.facts["official_no"] = contract.official_no


def tell_owner_of_cancellation(contract, act) -> None:
    notices.tell_enterprise(
        enterprise=contract.owner,
        kind=act.action.name,
        title=f"{contract.type.label}已注销：{contract.title}",
        text=act.note,
        path=contract.type.url("detail", contract),
        mobile="",  # there is no approved text message for it
        params={},
        at=clock.now(),
    )
