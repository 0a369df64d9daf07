from django.urls import path

from portal.review.views import batch, desk, files, filing, statistics

app_name = "review"
urlpatterns = [
    path("", desk.inbox, name="inbox"),
    path("all/", desk.everything, name="all"),
    path("done/", desk.mine_done, name="done"),
    path("export/", desk.export, name="export"),
    path("statistics/", statistics.page, name="statistics"),
    path("statistics/export/", statistics.export, name="statistics-export"),
    path("batch/", batch.Batch.as_view(), name="batch"),
    path("batch/result/", batch.batch_result, name="batch-result"),
    path("<uuid:uuid>/", filing.filing_page, name="filing"),
    path("<uuid:uuid>/act/", filing.act, name="decide"),
    path("<uuid:uuid>/act/<slug:action>/", filing.act, name="act"),
    path("<uuid:uuid>/claim/", filing.hold, {"step": "claim"}, name="claim"),
    path("<uuid:uuid>/release/", filing.hold, {"step": "release"}, name="release"),
    path("<uuid:uuid>/take-over/", filing.hold, {"step": "take-over"}, name="take-over"),
    path("<uuid:uuid>/remarks/", filing.remark, name="remark"),
    path("<uuid:uuid>/verdicts/", filing.verdict, name="verdict"),
    path("<uuid:uuid>/reveal/", filing.reveal, name="reveal"),
    path("<uuid:uuid>/files/<uuid:file>/", files.file, name="file"),
    path("<uuid:uuid>/side-by-side/<slug:slot>/", files.side_by_side, name="side-by-side"),
    path("<uuid:uuid>/print/", files.print_page, name="print"),
]
