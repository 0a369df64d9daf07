from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "portal.review"
    label = "review"
    verbose_name = "审核"

    def ready(self) -> None:
        from portal.ui import menu

        menu.register(desk_menu)


def desk_menu(request) -> list:
    """审核工作台, for reviewers on the internal site; the desk itself has counted already."""
    from django.urls import reverse

    from portal.review.queues import count_mine
    from portal.ui.menu import Group, Item

    identity = getattr(request, "identity", None)
    if identity is None or not identity.is_reviewer:
        return []
    counts = getattr(request, "review_counts", None)
    items = (
        Item("待办", reverse("review:inbox"), icon="inbox", count=counts["mine"] if counts else count_mine(identity)),
        Item("我的已办", reverse("review:done"), icon="check2-square"),
        Item("全部办件", reverse("review:all"), icon="search"),
        Item("统计", reverse("review:statistics"), icon="bar-chart"),
    )
    return [Group("审核工作台", items)]
