"""Every address."""

from django.contrib import admin
from django.urls import path

from tracker.views import (
    access,
    checklist,
    claims,
    commits,
    copies,
    discovery,
    findings,
    health,
    issues,
    portfolio,
    repositories,
    scans,
    touching,
)

urlpatterns = [
    path("", portfolio.portfolio, name="portfolio"),
    path("issues/new/", issues.new_issue, name="new_issue"),
    path("issues/<slug:slug>/", issues.issue, name="issue"),
    path("issues/<slug:slug>/findings/<str:identity>/", findings.finding, name="finding"),
    path("issues/<slug:slug>/findings.csv", issues.findings_csv, name="findings_csv"),
    path("issues/<slug:slug>/series.csv", issues.series_csv, name="series_csv"),
    path("issues/<slug:slug>/implementations.csv", issues.implementations_csv, name="implementations_csv"),
    path("issues/<slug:slug>/claims/", claims.of_issue, name="issue_claims"),
    path("issues/<slug:slug>/claims.csv", claims.issue_csv, name="issue_claims_csv"),
    path("issues/<slug:slug>/claims/<str:key>/", claims.claim, name="claim"),
    path("issues/<slug:slug>/checklist/", checklist.checklist, name="checklist"),
    path("issues/<slug:slug>/checklist.md", checklist.markdown, name="checklist_markdown"),
    path("issues/<slug:slug>/files/", touching.files, name="issue_files"),
    path("issues/<slug:slug>/settings/", issues.issue_settings, name="issue_settings"),
    path("claims/", claims.everything, name="claims"),
    path("claims.csv", claims.all_csv, name="claims_csv"),
    path("discovery/", discovery.overview, name="discovery"),
    path("scans/", scans.scans, name="scans"),
    path("scans/<int:number>/", scans.scan, name="scan"),
    path("scans/<int:number>/pause/", scans.pause_scan, name="pause_scan"),
    path("scans/<int:number>/go-on/", scans.resume_scan, name="resume_scan"),
    path("scans/<int:number>/stop/", scans.stop_scan, name="stop_scan"),
    path("repositories/", repositories.repositories, name="repositories"),
    path("repositories/new/", repositories.new_repository, name="new_repository"),
    path("repositories/<slug:slug>/", repositories.repository, name="repository"),
    path("repositories/<slug:slug>/scan/", scans.scan_now, name="scan_now"),
    path("repositories/<slug:slug>/remove/", repositories.remove_repository, name="remove_repository"),
    path("repositories/<slug:slug>/excluded/", copies.excluded, name="excluded"),
    path("repositories/<slug:slug>/copies/exclude/", copies.exclude, name="exclude_copy"),
    path("repositories/<slug:slug>/copies/dismiss/", copies.dismiss, name="dismiss_copy"),
    path("repositories/<slug:slug>/copies/restore/", copies.restore, name="restore_copy"),
    path("repositories/<slug:slug>/discovery/", discovery.candidates, name="repository_discovery"),
    path("repositories/<slug:slug>/discovery/dismiss/", discovery.dismiss, name="dismiss_candidate"),
    path("repositories/<slug:slug>/discovery/restore/", discovery.restore, name="restore_candidate"),
    path("repositories/<slug:slug>/commits/<str:sha>/", commits.commit, name="commit"),
    path("repositories/<slug:slug>/source/<str:sha>/<path:path>", commits.source, name="source"),
    path("sign-in/", access.sign_in, name="sign_in"),
    path("sign-in/<str:token>/", access.redeem, name="redeem"),
    path("sign-out/", access.sign_out, name="sign_out"),
    path("theme/", access.theme, name="theme"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]

handler400 = "tracker.views.errors.bad_request"
handler403 = "tracker.views.errors.forbidden"
handler404 = "tracker.views.errors.not_found"
handler500 = "tracker.views.errors.failed"
